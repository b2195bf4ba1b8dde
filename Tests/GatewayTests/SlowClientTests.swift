import Glibc
import ProcessTestKit
import Testing

/// Requests that do not come to their end, at a node that would have to send them on.
@Suite
struct SlowClientTests {
    private static let settings = ["torii.http.head.timeout": "1s", "torii.http.body.idle.timeout": "1s"]
    private let client = Client()

    /// How a connection ended: the status, `nil` where there was none, and how long it took.
    private struct End: Sendable {
        var status: Int?
        var hasMessage = false
        var isEnded: Bool
        var time: Duration
    }

    @Test("a head or a body that does not come is refused by a node that is not the owner, and leaves nothing behind")
    func slow() async throws {
        try await OwnCluster.with(Self.settings) { cluster in
            let (owner, entry) = (cluster.nodes[0], cluster.nodes[1])
            let session = try await self.client.open(at: owner.port)
            // So the entry node keeps a connection to the owner.
            let table = try await self.client.run("create temp table t (i integer)", in: session, at: entry.port)
            let operations = "/api/v1/sessions/\(session)/operations"
            let known = try await self.client.get(operations, at: owner.port).json.array.count
            let kept = try owner.connections()

            let ends = try await withThrowingTaskGroup(of: (String, End).self) { group in
                for (name, begin) in self.begins(session, table) {
                    group.addTask { (name, try await self.end(of: begin, at: entry.port)) }
                }
                // One byte at a time does not prolong it.
                group.addTask { ("a head in drops", try await self.end(of: "GET /", at: entry.port, drop: "x")) }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for (name, end) in ends {
                #expect(end.status == nil || end.status == 408 && end.hasMessage, "\(name): \(end)")
                #expect(end.isEnded, "\(name): \(end)")
                #expect(end.time > .milliseconds(900) && end.time < .seconds(6), "\(name): \(end)")
            }
            #expect(ends.count == 8)

            #expect(try await eventually { try owner.connections() <= kept }, "connections to the owner are left")
            #expect(try await eventually { try entry.connections() == 0 }, "connections to the entry node are left")
            for node in cluster.nodes {
                #expect(try await self.client.get("/api/v1/ping", at: node.port).text == "pong")
                let count = try await self.client.get("/api/v1/sessions/count", at: node.port)
                #expect(count.json["openSessionCount"].integer == 1, "\(count.text)")
                #expect(try await self.client.get(operations, at: node.port).json.array.count == known)
            }
            let rows = try await self.client.run("select count(*) from t", in: session, at: entry.port)
            let page = try await self.client.get("/api/v1/operations/\(rows)/rowset", at: entry.port)
            #expect(page.json["rows"][0]["fields"][0]["value"].integer == 0, "\(page.text)")
        }
    }

    private func begins(_ session: String, _ operation: String) -> [(name: String, bytes: String)] {
        let path = "/api/v1/sessions/\(session)"
        let head = "POST \(path)/operations/statement HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        let body = "{\"statement\":\"insert into t values (1)\"}"
        let chunk = "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n"
        return [
            ("half a request line", "GET /api/v1/sess"),
            ("half a head", "GET \(path) HTTP/1.1\r\nHost: a\r\nX-Slow: "),
            ("no body", "\(head)Content-Length: \(body.utf8.count)\r\n\r\n"),
            ("half a body", "\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body.prefix(20))"),
            ("no chunk", "\(head)Transfer-Encoding: chunked\r\n\r\n"),
            ("no last chunk", "\(head)Transfer-Encoding: chunked\r\n\r\n\(chunk)"),
            (
                "no body of a PUT",
                "PUT /api/v1/operations/\(operation) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"action\":"
            ),
        ]
    }

    private func end(of begin: String, at port: Int, drop: String? = nil) async throws -> End {
        try await blocking {
            let clock = ContinuousClock.now
            let connection = try RawConnection(port: port, silence: 15)
            try connection.send(begin)
            if let drop {
                for _ in 0..<30 {
                    usleep(100_000)
                    guard (try? connection.send(drop)) != nil else { break }
                }
            }
            let answer = try? connection.answer()
            return End(
                status: answer?.status,
                hasMessage: answer?.json["message"].text != nil,
                isEnded: (try? connection.isEnded()) ?? false,
                time: ContinuousClock.now - clock
            )
        }
    }
}
