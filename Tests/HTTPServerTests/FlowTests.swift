import HTTPServer
import ProcessTestKit
import SocketTestKit
import Testing

@Suite("Flow through a server", .serialized)
struct FlowTests {
    private func request(_ line: String, _ fields: String = "") -> String {
        "\(line) HTTP/1.1\r\nHost: a.test\r\n\(fields)\r\n"
    }

    private func withFlow(
        _ change: (inout HTTPServer.Configuration) -> Void = { _ in },
        _ body: (UInt16, Events) async throws -> Void
    ) async throws {
        try await withServer(change, { FlowService(events: $0) }) { port, events, _ in try await body(port, events) }
    }

    // MARK: Back-pressure

    @Test("a client that reads nothing stops the source of a request that was taken over")
    func stalled() async throws {
        try await self.withFlow({ $0.writeStall = .milliseconds(300) }) { port, events in
            let client = RawSocket(port: port, receiveBuffer: 4096)
            client.send(self.request("GET /pour"))
            try await events.wait(for: "gone, with most left")
            #expect(events.all.first == "stopped")
        }
    }

    @Test("a source that was stopped goes on when the client reads, and all of it comes")
    func drained() async throws {
        try await self.withFlow { port, events in
            let client = RawSocket(port: port)
            client.send(self.request("GET /pour"))
            try await events.wait(for: "stopped")
            #expect(client.readHead()?.contains("Content-Length: \(PouringTakeOver.size)\r\n") == true)
            #expect(client.count(upTo: PouringTakeOver.size) == PouringTakeOver.size)
            #expect(events.all.contains("goes on"))
            client.send(self.request("GET /"))
            #expect(client.readMessage()?.hasSuffix("\r\n\r\nother") == true)
        }
    }

    @Test("a handler that does not read stops the client, and gets the whole body later")
    func unread() async throws {
        let size = 64 << 20
        try await self.withFlow({ $0.limits.body = size }) { port, events in
            let client = RawSocket(port: port)
            client.send(self.request("POST /later", "Content-Length: \(size)\r\n"))
            startThread { _ = client.sendSlowly(size, telling: events) }
            try await events.wait(for: "stuck")
            // What the kernel's buffers hold, whatever else this process does meanwhile.
            let taken = events.all.compactMap { $0.hasPrefix("taken ") ? Int($0.split(separator: " ")[1]) : nil }
            #expect(taken.count == 1 && taken.allSatisfy { $0 < size >> 21 })
            events.add("go")
            #expect(client.readMessage()?.hasSuffix("\r\n\r\n\(size)") == true)
        }
    }

    // MARK: Answers before the body has ended

    @Test("a short rest of the body is read off, and the connection kept", arguments: ["/first", "/first-handled"])
    func shortRest(path: String) async throws {
        try await self.withFlow { port, _ in
            let client = RawSocket(port: port)
            client.send(self.request("POST \(path)", "Content-Length: 100000\r\n"))
            client.send([UInt8](repeating: 1, count: 50_000))
            let answer = client.readMessage()
            #expect(answer?.hasSuffix("\r\n\r\nfirst") == true && answer?.contains("Connection: close") == false)
            client.send([UInt8](repeating: 1, count: 50_000))
            client.send(self.request("GET /"))
            #expect(client.readMessage()?.hasSuffix("\r\n\r\nother") == true)
        }
    }

    @Test(
        "a long rest, or one of unknown length, ends the connection, and the client can read the answer",
        arguments: ["/first", "/first-handled"],
        ["Content-Length: 5000000\r\n", "Transfer-Encoding: chunked\r\n"]
    )
    func longRest(path: String, framing: String) async throws {
        try await self.withFlow { port, _ in
            let client = RawSocket(port: port)
            client.send(self.request("POST \(path)", framing))
            if framing.contains("chunked") { client.send("4c4b40\r\n") }
            client.send([UInt8](repeating: 1, count: 5_000_000))
            let answer = client.readAll()
            #expect(answer?.contains("Connection: close\r\n") == true && answer?.hasSuffix("\r\n\r\nfirst") == true)
        }
    }

    // MARK: Clients that go

    @Test("a handler that waits for the body hears that the client has gone", arguments: [true, false])
    func goneReading(byReset: Bool) async throws {
        try await self.withFlow { port, events in
            let client = RawSocket(port: port)
            client.send(self.request("POST /read", "Content-Length: 9\r\n") + "part")
            try await events.wait(for: "part 4")
            if byReset { client.reset() } else { client.end() }
            try await events.wait(for: "the client has gone, cancelled")
        }
    }

    @Test("a handler whose write waits hears that the client has gone")
    func goneWriting() async throws {
        try await self.withFlow { port, events in
            let client = RawSocket(port: port, receiveBuffer: 4096)
            client.send(self.request("GET /write"))
            try await events.wait(for: "writes")
            client.reset()
            try await events.wait(for: "the client has gone, cancelled")
            #expect(events.all.last == "the client has gone, cancelled")
        }
    }

    @Test("who has taken a request over hears it once")
    func goneTaken() async throws {
        try await self.withFlow { port, events in
            let client = RawSocket(port: port, receiveBuffer: 4096)
            client.send(self.request("GET /pour"))
            try await events.wait(for: "stopped")
            client.reset()
            try await events.wait(for: "gone, with most left")
            let other = RawSocket(port: port)
            other.send(self.request("GET /"))
            #expect(other.readMessage()?.hasSuffix("other") == true)
            #expect(events.all.count { $0.hasPrefix("gone") } == 1)
        }
    }
}
