import FoundationEssentials
import Glibc
import ProcessTestKit
import Testing

@testable import torii

@Suite("Ctrl-C", .timeLimit(.minutes(1)))
struct InterruptTests {
    /// The program, beside these tests.
    private static let executable = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".build/debug/torii").path

    @Test("a running statement is cancelled at the gateway, its session closed, and the status is 130")
    func cancels() async throws {
        let server = FakeServer { call in
            switch call {
            case "POST /api/v1/sessions": (200, "{\"identifier\":\"s1\"}")
            case "POST /api/v1/sessions/s1/operations/statement": (200, "{\"identifier\":\"o1\"}")
            case "GET /api/v1/operations/o1/event": (200, "{\"state\":\"RUNNING_STATE\"}")
            default: (200, "")
            }
        }
        try await server.serving { port in
            let process = try await ChildProcess(
                .init(
                    executable: Self.executable,
                    arguments: ["sql", "--url", "http://127.0.0.1:\(port)", "-e", "SELECT 1"]
                )
            )
            #expect(
                await eventually(within: .seconds(20)) { server.lines.contains("GET /api/v1/operations/o1/event") }
            )
            process.signal(SIGINT)
            #expect(await process.end(within: .seconds(20)) == .exited(130))
            let last = server.asked.suffix(2)
            #expect(server.lines.suffix(2) == ["PUT /api/v1/operations/o1", "DELETE /api/v1/sessions/s1"])
            #expect(last.first?.body == "{\"action\":\"cancel\"}")
        }
    }
}
