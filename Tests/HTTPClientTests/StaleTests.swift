import EventLoops
import SocketTestKit
import Testing

@Suite("Connections that the server has ended", .serialized)
struct StaleTests {
    /// The loop sees nothing of what happens meanwhile.
    private func ask(
        _ client: TestClient,
        _ server: RawServer,
        after event: String,
        on loop: isolated EventLoop
    ) async -> String {
        #expect(server.events.block { $0.contains(event) })
        return await client.ask("POST", of: server.port, body: [1])
    }

    @Test("are found before they are used, so that any call goes out once", arguments: [true, false])
    func foundBefore(hasEnded: Bool) async throws {
        let server = RawServer { socket, number, server in
            while let message = socket.readMessage() {
                server.note("\(number) \(message.firstLine)")
                socket.answer(200, "\(number)")
                guard number == 0 else { continue }
                server.events.block { $0.contains("go") }
                // A server that is tired of waiting may say so first: it is no answer to the next request.
                if hasEnded { socket.end() } else { socket.answer(408, "tired") }
                server.note("0 done")
            }
        }
        try await withClient { client in
            #expect(await client.ask(of: server.port) == "200 0")
            server.note("go")
            #expect(await self.ask(client, server, after: "0 done", on: client.loop) == "200 1")
            #expect(server.seen == ["0 GET / HTTP/1.1", "go", "0 done", "1 POST / HTTP/1.1"])
        }
    }

    @Test("end the idle ones beside them, where a call found it out")
    func mates() async throws {
        // Both take a second request and end.
        let server = RawServer { socket, number, server in
            guard let first = socket.readMessage() else { return }
            server.note("\(number) \(first.firstLine)")
            if number < 2 { server.events.block { $0.contains("go") } }
            socket.answer(200, "\(number)")
            guard let second = socket.readMessage() else {
                return server.note(socket.isEnded ? "ended unused" : "silent")
            }
            server.note("\(number) again \(second.firstLine)")
        }
        try await withClient { client in
            let calls = [await client.begin(of: server.port), await client.begin(of: server.port)]
            for number in 0..<2 { try await server.events.wait(for: "\(number) GET / HTTP/1.1") }
            server.note("go")
            for call in calls { #expect(await call.value.hasPrefix("200 ")) }
            #expect(await client.ask(of: server.port) == "200 2")
            try await server.events.wait(for: "ended unused")
            #expect(server.seen.count { $0.contains("again") } == 1)
        }
    }
}
