import FoundationEssentials
import ProcessTestKit

/// Runs a program, given by its path, to its end.
enum Command {
    /// The program failed.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The repository's top folder.
    static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// - Returns: What it wrote to both its outputs.
    /// - Throws: ``Failure`` where it does not exit with 0 within three minutes.
    @discardableResult
    static func run(_ arguments: String...) async throws -> String {
        try await self.run(arguments)
    }

    /// The same, of an array.
    @discardableResult
    static func run(_ arguments: [String]) async throws -> String {
        let log = "/tmp/torii-command-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: log) }
        let process = try await ChildProcess(
            ChildProcess.Configuration(executable: arguments[0], arguments: Array(arguments.dropFirst()), log: log)
        )
        let ending = await process.end(within: .seconds(180))
        let output = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        guard ending == .exited(0) else {
            let what = ending.map { "\($0)" } ?? "does not end"
            throw Failure(description: "\(arguments.joined(separator: " ")): \(what)\n\(output)")
        }
        return output
    }
}
