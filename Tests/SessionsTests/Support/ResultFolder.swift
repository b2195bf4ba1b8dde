import FoundationEssentials
import Glibc
import Testing

/// A folder for one test's results, whose files can be made unreadable for a while.
struct ResultFolder: Sendable {
    /// A file as it was.
    struct Broken: Sendable {
        var descriptor: Int32
        var saved: Int32

        /// Makes it readable again.
        func restore() {
            dup2(self.saved, self.descriptor)
            close(self.saved)
        }
    }

    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("torii-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.path = folder
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: self.path)
    }

    /// Puts something in the place of the one open file that cannot be read. The file has no name, its descriptor has.
    func breakFile() throws -> Broken {
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init)
        let descriptor = try #require(
            descriptors.first {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?
                    .hasPrefix(self.path + "/") == true
            }
        )
        let broken = Broken(descriptor: descriptor, saved: dup(descriptor))
        let unreadable = open("/dev/null", O_WRONLY)
        dup2(unreadable, descriptor)
        close(unreadable)
        return broken
    }
}
