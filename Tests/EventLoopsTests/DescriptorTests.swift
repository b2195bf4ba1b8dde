import FoundationEssentials
import Glibc
import ProcessTestKit
import SocketTestKit
import Testing

@Suite("Descriptors that run out", .serialized)
struct DescriptorTests {
    // Built with the tests; a process of its own, since the limit holds for all of a process.
    private static let peer = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".build/debug/http-peer").path
    private static let limit = 32

    @Test("leave the listener calm, and it goes on when there are some again")
    func recovers() async throws {
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("torii-peer-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: log) }
        let process = try await ChildProcess(
            ChildProcess.Configuration(
                executable: "/bin/sh",
                arguments: ["-c", "ulimit -n \(Self.limit); LOOPS=1 exec \(Self.peer) echo 0"],
                log: log
            )
        )
        #expect(await eventually { Self.lines(of: log).count == 1 })
        let port = try #require(Self.lines(of: log).first?.split(separator: " ").last.flatMap { UInt16($0) })
        // More than it may take: the rest stands in the kernel's queue.
        var clients = (0..<Self.limit + 8).map { _ in RawSocket(port: port) }
        let last = try #require(clients.last)
        last.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(await eventually { Self.shortages(in: log) == 1 })
        #expect(try Self.openDescriptors(of: process) == Self.limit)

        let before = try #require(process.processorTicks)
        // Another process's processor time, which no clock by hand moves.
        try await Task.sleep(for: .milliseconds(1500))
        let after = try #require(process.processorTicks)
        // It tries three times; a loop that spins would take some 150.
        #expect(after - before < 5)
        #expect(Self.shortages(in: log) == 1, "said once")

        clients.removeFirst(Self.limit)
        #expect(last.readHead()?.hasPrefix("HTTP/1.1 200 ") == true)
        let next = RawSocket(port: port)
        next.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(next.readHead()?.hasPrefix("HTTP/1.1 200 ") == true)
        await process.crash()
    }

    private static func lines(of log: String) -> [Substring] {
        let bytes = FileManager.default.contents(atPath: log) ?? Data()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    private static func shortages(in log: String) -> Int {
        Self.lines(of: log).count { $0.hasPrefix("cannot take connections: ") }
    }

    private static func openDescriptors(of process: ChildProcess) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count
    }
}
