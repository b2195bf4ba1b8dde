import SocketTestKit
import Testing

@Suite("Kept connections", .serialized)
struct PoolTests {
    /// Answers each request by the connection's number, once "answer PATH" is noted; notes each, and the connection's end.
    private static func holding(_ socket: RawSocket, _ number: Int, _ server: RawServer) {
        while let message = socket.readMessage() {
            let path = message.firstLine.split(separator: " ")[1]
            server.note("\(number) \(path)")
            server.events.block { $0.contains("answer \(path)") }
            socket.answer(200, "\(number)")
        }
        server.note("\(number) \(socket.isEnded ? "ended" : "silent")")
    }

    @Test("are taken last in, first out, so that the others may time out")
    func lastInFirstOut() async throws {
        let server = RawServer(Self.holding)
        try await withClient { client in
            let first = await client.begin("/a", of: server.port)
            try await server.events.wait(for: "0 /a")
            let second = await client.begin("/b", of: server.port)
            server.note("answer /a")
            #expect(await first.value == "200 0")
            server.note("answer /b")
            #expect(await second.value == "200 1")
            // Now the other way round.
            let third = await client.begin("/c", of: server.port)
            let fourth = await client.begin("/d", of: server.port)
            server.note("answer /c")
            #expect(await third.value == "200 1")
            server.note("answer /d")
            #expect(await fourth.value == "200 0")
            server.note("answer /e")
            #expect(await client.ask("GET", "/e", of: server.port) == "200 0")
            #expect(server.connections == 2)
        }
    }

    @Test("are so many at most; one call more is told so at once, and no other server suffers")
    func bounded() async throws {
        let server = RawServer(Self.holding)
        let other = RawServer(RawServer.answering)
        try await withClient {
            $0.connectionsPerOrigin = 2
        } _: { client in
            let calls = [
                await client.begin("/a", of: server.port), await client.begin("/a", of: server.port),
            ]
            #expect(await client.ask("GET", "/b", of: server.port) == "busy")
            #expect(await client.ask(of: other.port) == "200 0.0")
            for event in ["0 /a", "1 /a"] { try await server.events.wait(for: event) }
            server.note("answer /a")
            for call in calls { #expect(await call.value.hasPrefix("200 ")) }
            server.note("answer /c")
            #expect(await client.ask("GET", "/c", of: server.port).hasPrefix("200 "))
            #expect(
                server.connections == 2 && !server.seen.contains { $0.hasSuffix("/b") && $0 != "answer /b" }
            )
        }
    }

    @Test("of a server that is forgotten end: idle ones at once, the others when they are done")
    func forgotten() async throws {
        let server = RawServer(Self.holding)
        try await withClient { client in
            server.note("answer /a")
            #expect(await client.ask("GET", "/a", of: server.port) == "200 0")
            await client.forget(server.port)
            try await server.events.wait(for: "0 ended")
            let call = await client.begin("/b", of: server.port)
            try await server.events.wait(for: "1 /b")
            await client.forget(server.port)
            server.note("answer /b")
            #expect(await call.value == "200 1")
            try await server.events.wait(for: "1 ended")
            #expect(await client.ask("GET", "/a", of: server.port) == "200 2")
        }
    }

    @Test("end when they have been idle for some time")
    func idle() async throws {
        let server = RawServer(Self.holding)
        server.note("answer /a")
        try await withClient {
            $0.idleTimeout = .milliseconds(50)
        } _: { client in
            #expect(await client.ask("GET", "/a", of: server.port) == "200 0")
            try await server.events.wait(for: "0 ended")
            #expect(await client.ask("GET", "/a", of: server.port) == "200 1")
        }
    }

    @Test("do not stay where the server says so, or speaks HTTP/1.0")
    func closing() async throws {
        for answer in [
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        ] {
            let server = RawServer(steps: { _, _ in .answer(answer) })
            try await withClient { client in
                for _ in 0..<2 { #expect(await client.ask(of: server.port) == "200 ok") }
                #expect(server.seen == ["1 GET / HTTP/1.1", "2 GET / HTTP/1.1"])
            }
        }
    }
}
