import FoundationEssentials
import Glibc

/// Runs a program to its end.
enum Command {
    /// The program failed.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The repository's top folder.
    static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// - Returns: What it wrote to both its outputs.
    /// - Throws: ``Failure`` where it does not exit with 0.
    @discardableResult
    static func run(_ arguments: String...) async throws -> String {
        try await self.run(arguments)
    }

    /// The same, of an array.
    @discardableResult
    static func run(_ arguments: [String]) async throws -> String {
        try await blocking {
            let log = "/tmp/torii-command-\(UUID().uuidString)"
            defer { unlink(log) }
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT, 0o600)
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
            var pid = pid_t()
            var argv = arguments.map { strdup($0) } + [nil]
            defer { argv.forEach { free($0) } }
            let failure = posix_spawnp(&pid, arguments[0], &actions, nil, &argv, environ)
            guard failure == 0 else {
                throw Failure(description: "\(arguments[0]): \(String(cString: strerror(failure)))")
            }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let output = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            guard status == 0 else {
                throw Failure(description: "\(arguments.joined(separator: " ")): status \(status)\n\(output)")
            }
            return output
        }
    }
}
