import FoundationEssentials
import Testing

/// What is odd on the wire is read in one way or refused, at a session's owner and elsewhere alike.
@Suite(.serialized, .sharedCluster)
struct WireTests {
    let client = Client()

    @Test("a body that could be read in two ways is refused, and its statement runs nowhere")
    func hostileFraming() async throws {
        let cluster = try SharedCluster.current
        let port = cluster.nodes[0].port
        let session = try await self.client.open(at: port)
        _ = try await self.client.run("create temp table t (name varchar)", in: session, at: port)
        for node in cluster.nodes.prefix(2) {
            for framing in HostileFraming.all {
                let body = "{\"statement\":\"insert into t values ('\(framing.name) at \(node.name)')\"}"
                let framed = framing.make(body)
                let bytes =
                    "POST \(self.statements(session)) HTTP/\(framing.version)\r\nHost: a\r\n"
                    + "Content-Type: application/json\r\n\(framed.fields)\r\n\r\n\(framed.body)"
                    // Must not be read: nobody knows where the request ended.
                    + "GET /api/v1/ping HTTP/1.1\r\nHost: a\r\n\r\n"
                let (answer, isEnded) = try await blocking {
                    let connection = try RawConnection(port: node.port)
                    try connection.send(bytes)
                    let answer = try connection.answer()
                    return (answer, (try? connection.isEnded()) ?? false)
                }
                #expect([400, 501].contains(answer.status), "\(framing.name) at \(node.name): \(answer.text)")
                #expect(answer.json["message"].text != nil, "\(framing.name) at \(node.name): \(answer.text)")
                #expect(isEnded, "\(framing.name) at \(node.name): the connection goes on")
                #expect(try await self.client.get("/api/v1/ping", at: node.port).text == "pong")
            }
        }
        let names = try await self.client.run("select * from t", in: session, at: port)
        let rows = try await self.client.get("/api/v1/operations/\(names)/rowset", at: port)
        #expect(rows.json["rowCount"].integer == 0, "\(rows.text)")
    }

    @Test("a chunked body is read whatever its chunks", arguments: [1, 7])
    func chunks(of size: Int) async throws {
        let cluster = try SharedCluster.current
        let session = try await self.client.open(at: cluster.nodes[0].port)
        for node in cluster.nodes {
            let body = HostileFraming.chunks(of: "{\"statement\":\"select 'what came whole'\"}", every: size)
            let answer = try await self.send(
                "POST \(self.statements(session)) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n\(body)",
                to: node
            )
            #expect(answer.status == 200, "\(answer.text)")
            let operation = answer.json["identifier"].text ?? ""
            let rows = try await self.client.get("/api/v1/operations/\(operation)/rowset", at: node.port)
            #expect(rows.text.contains("what came whole"), "\(rows.text)")
        }
    }

    @Test("a POST that is refused before its body has come leaves its connection usable, or closes it")
    func refusedEarly() async throws {
        let cluster = try SharedCluster.current
        let session = try await self.client.open(at: cluster.nodes[0].port)
        let forged = String(session.dropLast()) + (session.hasSuffix("0") ? "1" : "0")
        let json = "application/json"
        let refusals = [
            (self.statements(forged), json, 404), ("/api/v1/nothing", json, 404), ("/api/v1/ping", json, 405),
            (self.statements(session), "text/plain", 415),
        ]
        // Whoever reads it as a request answers 404.
        let body = String(repeating: "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", count: 100)
        for node in cluster.nodes {
            for (path, type, status) in refusals {
                for isAtOnce in [true, false] {
                    let head =
                        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n"
                    let rest = body + "GET /api/v1/ping HTTP/1.1\r\nHost: a\r\n\r\n"
                    let (refusal, next) = try await blocking {
                        let connection = try RawConnection(port: node.port)
                        try connection.send(isAtOnce ? head + rest : head)
                        let refusal = try connection.answer()
                        if !isAtOnce { try? connection.send(rest) }
                        return (refusal, try? connection.answer())
                    }
                    let what = "POST \(path) \(type) at \(node.name), at once \(isAtOnce)"
                    #expect(refusal.status == status, "\(what): \(refusal.text)")
                    #expect(next == nil || next?.text == "pong", "\(what): \(next?.text ?? "")")
                }
            }
        }
    }

    @Test("HEAD answers without body, moves no cursor, and its connection goes on")
    func head() async throws {
        let cluster = try SharedCluster.current
        let port = cluster.nodes[0].port
        let session = try await self.client.open(at: port)
        for node in cluster.nodes {
            let operation = try await self.client.run("select unnest([11, 12])", in: session, at: port)
            let path = "/api/v1/operations/\(operation)"
            let next = "maxrows=1&fetchorientation=FETCH_NEXT"
            let paths = ["\(path)/rowset?\(next)", "\(path)/event", "\(path)/log?\(next)", "/api/v1/ping"]
            let (heads, rows) = try await blocking {
                let connection = try RawConnection(port: node.port)
                let heads = try paths.map { path in
                    try connection.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                    return try connection.answer(isHead: true).status
                }
                try connection.send("GET \(path)/rowset?\(next) HTTP/1.1\r\nHost: a\r\n\r\n")
                return (heads, try connection.answer())
            }
            #expect(heads == [200, 200, 200, 200], "at \(node.name)")
            #expect(rows.text.contains("11") && !rows.text.contains("12"), "at \(node.name): \(rows.text)")
            // What a cursor that has not moved gives is the first line.
            let line = try await self.client.get("\(path)/log?\(next)", at: node.port)
            let first = try await self.client.get("\(path)/log?maxrows=1&fetchorientation=FETCH_FIRST", at: port)
            #expect(line.json["logRowSet"].array.count == 1, "at \(node.name): \(line.text)")
            #expect(line.body == first.body, "at \(node.name)")
        }
    }

    @Test("a long target, a long head and many fields have their statuses everywhere")
    func limits() async throws {
        let cluster = try SharedCluster.current
        let session = try await self.client.open(at: cluster.nodes[0].port)
        let path = "/api/v1/sessions/\(session)"
        for node in cluster.nodes {
            let begin = "GET \(path) HTTP/1.1\r\nHost: a\r\n"
            let query = String(repeating: "q", count: 20 << 10)
            let target = "GET \(path)?x=\(query) HTTP/1.1\r\nHost: a\r\n\r\n"
            #expect(try await self.send(target, to: node).status == 414)
            let value = String(repeating: "v", count: 60 << 10)
            #expect(try await self.send("\(begin)X-A: \(value)\r\n\r\n", to: node).status == 431)
            let fields = String(repeating: "X-A: b\r\n", count: 400)
            #expect(try await self.send("\(begin)\(fields)\r\n", to: node).status == 431)
            // As much as is allowed passes the hop too.
            let allowed = String(repeating: "X-A: \(String(repeating: "v", count: 300))\r\n", count: 98)
            #expect(try await self.send("\(begin)\(allowed)\r\n", to: node).status == 200)
        }
    }

    @Test(
        "a content type is JSON however it is written",
        arguments: [
            "Application/JSON; charset=\"utf-8\"", "application/json;charset=UTF-8", "application/json ; charset=utf-8",
            "APPLICATION/JSON",
        ]
    )
    func contentType(_ type: String) async throws {
        let cluster = try SharedCluster.current
        let session = try await self.client.open(at: cluster.nodes[0].port)
        let body = "{\"statement\":\"select 1\"}"
        for node in cluster.nodes {
            for path in ["/api/v1/sessions", self.statements(session)] {
                let answer = try await self.send(
                    "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)",
                    to: node
                )
                #expect(answer.status == 200, "\(path) at \(node.name): \(answer.text)")
            }
        }
    }

    private func statements(_ session: String) -> String {
        "/api/v1/sessions/\(session)/operations/statement"
    }

    private func send(_ bytes: String, to node: TestCluster.Node) async throws -> Answer {
        try await blocking {
            let connection = try RawConnection(port: node.port)
            try connection.send(bytes)
            return try connection.answer()
        }
    }
}
