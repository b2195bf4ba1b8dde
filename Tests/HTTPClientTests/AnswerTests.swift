import SocketTestKit
import Testing

@Suite(.serialized)
struct AnswerTests {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// Sends requests one after the other, and tells the body or the failure of each.
    private func outcomes(
        _ methods: [String],
        deadline: Duration = .seconds(5),
        _ script: @escaping @Sendable (Int, Int) -> Step
    ) async throws -> (outcomes: [String], seen: [String]) {
        try await withClient { client in
            let server = RawServer(steps: script)
            var outcomes: [String] = []
            for method in methods {
                outcomes.append(await client.ask(method, of: server.port, deadline: deadline))
            }
            return (outcomes, server.seen)
        }
    }

    @Test("a connection is used again")
    func kept() async throws {
        let result = try await self.outcomes(["GET", "POST"]) { _, _ in .answer(Self.ok) }
        #expect(result.outcomes == ["200 ok", "200 ok"])
        #expect(result.seen == ["1 GET / HTTP/1.1", "1 POST / HTTP/1.1"])
    }

    @Test("a GET is sent once more where a kept connection dies, a POST is not")
    func retries() async throws {
        let script: @Sendable (Int, Int) -> Step = { _, request in
            request == 1 ? .answer(Self.ok) : .close
        }
        let get = try await self.outcomes(["GET", "GET"], script)
        #expect(get.outcomes == ["200 ok", "200 ok"])
        #expect(get.seen.count == 3)
        let post = try await self.outcomes(["GET", "POST"], script)
        #expect(post.outcomes == ["200 ok", "ended"])
        #expect(post.seen.count == 2)
    }

    @Test("nothing is sent again where a fresh connection dies")
    func freshDies() async throws {
        let result = try await self.outcomes(["GET"]) { _, _ in .close }
        #expect(result.outcomes == ["ended"])
        #expect(result.seen.count == 1)
    }

    @Test("an answer with bytes behind it does not poison the next one")
    func leftOver() async throws {
        let result = try await self.outcomes(["GET", "GET"]) { _, _ in
            .answer(Self.ok + "HTTP/1.1 500 No\r\n\r\n")
        }
        #expect(result.outcomes == ["200 ok", "200 ok"])
        #expect(result.seen == ["1 GET / HTTP/1.1", "2 GET / HTTP/1.1"])
    }

    @Test("bodies end as their heads say")
    func framings() async throws {
        let chunked =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"
        let answers: [Step] = [
            .answer(chunked), .answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
            .answer("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"),
            .last("HTTP/1.1 200 OK\r\n\r\nall"),
        ]
        let result = try await self.outcomes(["GET", "HEAD", "GET", "GET"]) { _, request in
            answers[request - 1]
        }
        #expect(result.outcomes == ["200 abcd", "200 ", "304 ", "200 all"])
        #expect(result.seen.allSatisfy { $0.hasPrefix("1 ") })
    }

    @Test("eight interim answers are passed over; a ninth, and a switch of protocols, are malformed")
    func interim() async throws {
        let interim = "HTTP/1.1 103 Early Hints\r\n\r\n"
        let eight = String(repeating: interim, count: 8) + Self.ok
        #expect(try await self.outcomes(["GET"]) { _, _ in .answer(eight) }.outcomes == ["200 ok"])
        #expect(
            try await self.outcomes(["GET"]) { _, _ in .answer(interim + eight) }.outcomes == [
                "malformed"
            ]
        )
        let switching = "HTTP/1.1 101 Switching Protocols\r\n\r\n"
        #expect(
            try await self.outcomes(["GET"]) { _, _ in .answer(switching) }.outcomes == ["malformed"]
        )
    }

    @Test("an answer that is cut short, or late, is told as such")
    func cut() async throws {
        let short = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok"
        #expect(try await self.outcomes(["GET"]) { _, _ in .last(short) }.outcomes == ["ended"])
        let late = try await self.outcomes(["GET"], deadline: .milliseconds(200)) { _, _ in
            .answer(short)
        }
        #expect(late.outcomes == ["timedOut"])
    }
}
