import HTTPServer
import SocketTestKit
import Testing

// One at a time: the clients block threads that Swift has few of.
@Suite("HTTP server", .serialized)
struct HTTPServerTests {
    private static let close = "Connection: close\r\n"

    private func request(_ line: String, _ fields: String = "", _ body: String = "") -> String {
        "\(line) HTTP/1.1\r\nHost: a.test\r\n\(fields)\r\n\(body)"
    }

    @Test("pipelined requests are answered in order, more than a turn's worth too")
    func pipelining() async throws {
        try await withServer { port, _, _ in
            let client = RawSocket(port: port)
            var text = ""
            for number in 0..<60 { text += self.request(number % 2 == 0 ? "GET /now" : "GET /stream") }
            client.send(text + self.request("GET /now", Self.close))
            let answers = client.readAll() ?? ""
            let parts = answers.components(of: "HTTP/1.1 200 OK\r\n")
            #expect(parts.count == 61)
            #expect(parts.enumerated().allSatisfy { $1.hasSuffix($0 % 2 == 0 ? "\r\n\r\nnow" : "0\r\n\r\n") })
            #expect(parts.allSatisfy { $0.contains("Torii-Node: 7\r\n") && $0.contains("Date: ") })
        }
    }

    @Test("another request on the loop is answered between the pieces of a long answer, though no write waits")
    func betweenPieces() async throws {
        try await withServer { port, events, _ in
            let long = RawSocket(port: port)
            long.send(self.request("GET /pieces", Self.close))
            try await events.wait(for: "ten pieces")
            let other = RawSocket(port: port)
            other.send(self.request("GET /told", Self.close))
            events.add("other sent")
            try await events.wait(for: "all pieces")
            #expect(events.all == ["ten pieces", "other sent", "told", "all pieces"])
            #expect(other.readAll()?.hasSuffix("told") == true)
            #expect((long.readAll() ?? "").ranges(of: "1\r\n.\r\n").count == 2000)
        }
    }

    @Test("a good request, a slow answer, garbage behind it: the whole answer, then 400, then the end")
    func garbageBehind() async throws {
        try await withServer { port, events, _ in
            let client = RawSocket(port: port)
            client.send(self.request("GET /slow") + "\u{1}garbage\r\n\r\n")
            try await events.wait(for: "slow begins")
            events.add("go")
            let answers = client.readAll() ?? ""
            let parts = answers.components(of: "HTTP/1.1 ")
            #expect(parts.count == 2)
            #expect(parts.first?.hasSuffix("slow") == true)
            #expect(parts.last?.hasPrefix("400 ") == true)
            #expect(parts.last?.contains(Self.close) == true)
        }
    }

    @Test("5 MB upload, 413 unread: the client reads the 413 in 30 of 30")
    func earlyRefusal() async throws {
        try await withServer { port, _, _ in
            for _ in 0..<30 {
                let client = RawSocket(port: port)
                client.send(self.request("POST /large", "Content-Length: 5000000\r\n"))
                client.send([UInt8](repeating: 1, count: 5_000_000))
                client.end()
                #expect(client.readAll()?.hasSuffix("too large") == true)
            }
        }
    }

    @Test("a short rest of a body is read off, and the connection kept")
    func shortRest() async throws {
        try await withServer { port, _, _ in
            let client = RawSocket(port: port)
            client.send(self.request("POST /now", "Content-Length: 100000\r\n"))
            client.send([UInt8](repeating: 1, count: 100_000))
            #expect(client.read(until: "now").contains("200 OK"))
            client.send(self.request("GET /now", Self.close))
            #expect(client.readAll()?.hasSuffix("now") == true)
        }
    }

    @Test("100 is sent when the body is first wanted, and not at all where the answer comes first")
    func expectation() async throws {
        try await withServer { port, _, _ in
            let fields = "Expect: 100-continue\r\nContent-Length: 5\r\n"
            let client = RawSocket(port: port)
            client.send(self.request("POST /count", fields))
            #expect(client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("hello" + self.request("GET /now", Self.close))
            let answers = client.readAll() ?? ""
            #expect(answers.contains("\r\n\r\n5HTTP/1.1 200"))
            let other = RawSocket(port: port)
            other.send(self.request("POST /now", fields))
            let answer = other.readAll() ?? ""
            #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains(Self.close))
        }
    }

    @Test("HEAD has no content, and the next answer is right")
    func head() async throws {
        try await withServer { port, _, _ in
            let client = RawSocket(port: port)
            client.send(self.request("HEAD /stream") + self.request("HEAD /now") + self.request("GET /now", Self.close))
            let parts = (client.readAll() ?? "").components(of: "HTTP/1.1 200 OK\r\n")
            #expect(parts.count == 3)
            #expect(parts.prefix(2).allSatisfy { $0.hasSuffix("\r\n\r\n") })
            #expect(parts.last?.hasSuffix("\r\n\r\nnow") == true)
        }
    }

    @Test("a reset cancels the handler at once")
    func reset() async throws {
        try await withServer { port, events, _ in
            let client = RawSocket(port: port)
            client.send(self.request("GET /hold"))
            try await events.wait(for: "held")
            client.reset()
            try await events.wait(for: "cancelled")
        }
    }

    @Test("after FIN the handler has some time, then it is cancelled")
    func finGrace() async throws {
        try await withServer({ $0.finGrace = .milliseconds(50) }) { port, events, _ in
            let client = RawSocket(port: port)
            client.send(self.request("GET /hold"))
            try await events.wait(for: "held")
            client.end()
            try await events.wait(for: "cancelled")
        }
    }

    @Test("FIN with an answer owed: answer, then the end")
    func fin() async throws {
        try await withServer { port, events, _ in
            let client = RawSocket(port: port)
            client.send(self.request("GET /slow"))
            try await events.wait(for: "slow begins")
            client.end()
            events.add("go")
            #expect(client.readAll()?.hasSuffix("slow") == true)
        }
    }

    @Test("client A goes while its handler waits, B gets its descriptor and nothing of A's answer")
    func recycled() async throws {
        try await withServer { port, events, _ in
            let first = RawSocket(port: port)
            first.send(self.request("GET /slow"))
            try await events.wait(for: "slow begins")
            first.reset()
            let second = RawSocket(port: port)
            second.send(self.request("GET /now"))
            #expect(second.read(until: "now").hasSuffix("now"))
            events.add("go")
            second.send(self.request("GET /now", Self.close))
            let rest = second.readAll() ?? ""
            #expect(rest.hasSuffix("now") && !rest.contains("slow"))
        }
    }

    @Test("writes suspend while the client does not read, and go on when it does")
    func backPressure() async throws {
        try await withServer { port, events, _ in
            let client = RawSocket(port: port, receiveBuffer: 4096)
            client.send(self.request("GET /flood", Self.close))
            try await events.wait(for: "wrote")
            // More than the kernel's buffers and the high mark are never taken from the handler.
            let (before, _) = (events.all.count, client.read(until: "\r\n\r\n"))
            #expect(before < 256)
            #expect(client.receiveAll()?.count == 16 << 20)
        }
    }

    @Test("a client that takes nothing is reset in time")
    func writeStall() async throws {
        try await withServer({ $0.writeStall = .milliseconds(100) }) { port, _, _ in
            let client = RawSocket(port: port, receiveBuffer: 4096)
            client.send(self.request("GET /flood"))
            #expect(client.read(until: "\r\n").hasPrefix("HTTP/1.1 200"))
            #expect(client.waitForHangUp())
            #expect(client.receiveAll() == nil)
        }
    }

    @Test("a slow head and a body that never comes get 408")
    func timeouts() async throws {
        try await withServer({
            $0.head = .milliseconds(100)
            $0.bodyIdle = .milliseconds(100)
        }) { port, _, _ in
            let slow = RawSocket(port: port)
            slow.send("GET /now HTTP/1.1\r\n")
            #expect(slow.readAll()?.hasPrefix("HTTP/1.1 408 ") == true)
            let silent = RawSocket(port: port)
            silent.send(self.request("POST /count", "Content-Length: 5\r\n"))
            #expect(silent.readAll()?.hasPrefix("HTTP/1.1 408 ") == true)
            #expect(RawSocket(port: port).readAll() == "")
        }
    }

    @Test("a handler that fails: 500 before its answer, a visibly cut answer after")
    func failures() async throws {
        try await withServer { port, _, _ in
            let client = RawSocket(port: port)
            client.send(self.request("GET /fail", Self.close))
            #expect(client.readAll()?.hasPrefix("HTTP/1.1 500 ") == true)
            let cut = RawSocket(port: port)
            cut.send(self.request("GET /cut"))
            let text = cut.readAll() ?? ""
            #expect(text.hasSuffix("4\r\npart\r\n"))
        }
    }

    @Test("who takes over streams both ways, and the connection goes on")
    func takeOver() async throws {
        try await withServer { port, events, _ in
            let client = RawSocket(port: port)
            client.send(self.request("POST /taken", "Content-Length: 6\r\n", "abc"))
            #expect(client.read(until: "abc\r\n").hasSuffix("3\r\nabc\r\n"))
            client.send("def" + self.request("POST /taken") + self.request("GET /now", Self.close))
            let rest = client.readAll() ?? ""
            #expect(rest.hasPrefix("3\r\ndef\r\n0\r\n\r\nHTTP/1.1 200"))
            #expect(rest.hasSuffix("now"))
            let gone = RawSocket(port: port)
            gone.send(self.request("POST /taken", "Content-Length: 6\r\n", "abc"))
            _ = gone.read(until: "abc\r\n")
            gone.reset()
            try await events.wait(for: "taken gone")
        }
    }

    @Test("a request right behind a chunked body in one read is answered")
    func behindChunks() async throws {
        try await withServer { port, _, _ in
            let client = RawSocket(port: port)
            client.send(
                self.request("POST /count", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n")
                    + self.request("GET /now", Self.close)
            )
            let answers = client.readAll() ?? ""
            #expect(answers.contains("\r\n\r\n3HTTP/1.1") && answers.hasSuffix("now"))
        }
    }

    @Test("a drain ends silent connections in time, and answers what is under way with close")
    func drain() async throws {
        try await withServer({ $0.drainIdle = .milliseconds(100) }) { port, events, server in
            let silent = RawSocket(port: port)
            let busy = RawSocket(port: port)
            busy.send(self.request("GET /slow"))
            try await events.wait(for: "slow begins")
            async let end: Void = server.shutDown(timeout: .seconds(20))
            #expect(silent.readAll() == "")
            events.add("go")
            let answer = busy.readAll() ?? ""
            #expect(answer.hasSuffix("slow") && answer.contains(Self.close))
            silent.end()
            busy.end()
            await end
            #expect(await server.connectionCount() == 0)
        }
    }
}

extension String {
    /// What lies behind each occurrence of a mark.
    fileprivate func components(of mark: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: mark) {
            if rest.startIndex != range.lowerBound { parts.append(String(rest[..<range.lowerBound])) }
            rest = rest[range.upperBound...]
        }
        if !rest.isEmpty { parts.append(String(rest)) }
        return parts
    }
}
