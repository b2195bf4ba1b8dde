import FoundationEssentials
import Glibc

/// What a node without ZooKeeper is known by: written down once, in the node's folder.
struct StandaloneIdentity {
    var guid: String
    var secret: String

    /// Reads it, or makes it.
    init(in folder: String) throws {
        let path = "\(folder)/identity"
        if let text = try? String(contentsOfFile: path, encoding: .utf8) {
            let lines = text.split(separator: "\n")
            guard lines.count == 2 else {
                throw ServeError(message: "\(path) is damaged: delete it, and handles of earlier starts are unknown")
            }
            self.guid = String(lines[0])
            self.secret = String(lines[1])
            return
        }
        var generator = SystemRandomNumberGenerator()
        self.guid = UUID().uuidString.lowercased()
        self.secret = (0..<4).map { _ in String(generator.next() as UInt64, radix: 16) }.joined(separator: "-")
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ServeError(message: "the folder \(folder) cannot be made (\(Keys.dataFolder.name)): \(error)")
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ServeError(message: "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let text = "\(self.guid)\n\(self.secret)\n"
        guard write(descriptor, text, text.utf8.count) == text.utf8.count else {
            throw ServeError(message: "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}
