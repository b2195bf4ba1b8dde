import Glibc

/// Files and standard input as text.
enum TextFile {
    /// Why there is no text.
    struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        var path: String
        var reason: String

        var description: String { "\(self.path): \(self.reason)" }
    }

    /// The whole of a file, as UTF-8.
    static func read(_ path: String) throws(Failure) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Failure(path: path, reason: "cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        return try self.read(file, named: path)
    }

    /// All that comes until the end of a descriptor, as UTF-8.
    static func read(_ descriptor: Int32, named name: String) throws(Failure) -> String {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure(path: name, reason: "cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            bytes += part[..<count]
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(path: name, reason: "is not UTF-8")
        }
        return text
    }
}

extension SQLOptions.Source {
    /// The statement's text, whole: it is the engine's to read.
    func statement() throws(TextFile.Failure) -> String {
        switch self {
        case .text(let text): text
        case .file(let path): try TextFile.read(path)
        case .standardInput: try TextFile.read(0, named: "standard input")
        }
    }
}
