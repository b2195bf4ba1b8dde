import SocketTestKit
import Testing

@Suite("Servers that keep a call waiting", .serialized)
struct DeadlineTests {
    @Test("by not taking the connection: the connect's own limit, or the call's where that is less")
    func connecting() async throws {
        let full = FullListener()
        try await withClient {
            $0.connectTimeout = .milliseconds(100)
        } _: { client in
            let begin = ContinuousClock.now
            #expect(await client.ask(of: full.port) == "unreachable")
            let time = ContinuousClock.now - begin
            #expect(time >= .milliseconds(100) && time < .seconds(15))
        }
        try await withClient {
            $0.connectTimeout = .seconds(60)
        } _: { client in
            #expect(await client.ask(of: full.port, deadline: .milliseconds(100)) == "timedOut")
        }
    }

    @Test("by sending no more of an answer")
    func body() async throws {
        let server = RawServer(steps: { _, _ in
            .answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        })
        try await withClient {
            $0.bodyIdleTimeout = .milliseconds(100)
        } _: { client in
            let begin = ContinuousClock.now
            #expect(await client.ask(of: server.port) == "timedOut")
            #expect(ContinuousClock.now - begin < .seconds(15), "before the call's own end")
            #expect(server.seen.count == 1, "not sent again")
        }
    }

    @Test("by taking no more of a request")
    func request() async throws {
        let server = RawServer { _, _, server in server.events.block { $0.contains("go") } }
        try await withClient {
            $0.writeStallTimeout = .milliseconds(100)
        } _: { client in
            let body = [UInt8](repeating: 7, count: 32 << 20)
            let begin = ContinuousClock.now
            #expect(await client.ask("POST", of: server.port, body: body) == "timedOut")
            #expect(ContinuousClock.now - begin < .seconds(15), "before the call's own end")
            server.note("go")
            #expect(server.connections == 1)
        }
    }
}
