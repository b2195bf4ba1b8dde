import HTTPClient
import SocketTestKit
import Testing

@Suite("Cancelled calls", .serialized)
struct CancellationTests {
    /// Takes a request, sends some text, and notes how the connection ends.
    private static func server(sending text: String) -> RawServer {
        RawServer { socket, _, server in
            guard socket.readMessage() != nil else { return }
            socket.send(text)
            server.note("asked")
            server.note(socket.receive() == nil && socket.isEnded ? "reset" : "other")
        }
    }

    @Test("end while they connect, and hold no connection")
    func connecting() async throws {
        let full = FullListener()
        try await withClient {
            $0.connectTimeout = .seconds(60)
            $0.connectionsPerOrigin = 1
        } _: { client in
            let call = await client.begin(of: full.port)
            #expect(await client.ask(of: full.port) == "busy")
            call.cancel()
            #expect(await call.value == "cancelled")
            #expect(await client.ask(of: full.port, deadline: .milliseconds(50)) == "timedOut")
        }
    }

    @Test(
        "end while they wait and while they read, and the server notices",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"]
    )
    func waiting(sent: String) async throws {
        let server = Self.server(sending: sent)
        try await withClient { client in
            let call = await client.begin(of: server.port)
            try await server.events.wait(for: "asked")
            call.cancel()
            #expect(await call.value == "cancelled")
            try await server.events.wait(for: "reset")
        }
    }

    @Test("do not begin when they are cancelled before")
    func before() async throws {
        let server = Self.server(sending: "")
        try await withClient { client in
            let call = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await client.ask(of: server.port)
            }
            #expect(await call.value == "cancelled")
            #expect(server.connections == 0)
        }
    }
}
