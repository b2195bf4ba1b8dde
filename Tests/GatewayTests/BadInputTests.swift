import Testing

/// Bad input gets a clear refusal in the JSON shape, or a closed connection; the node lives on.
@Suite(.serialized)
struct BadInputTests {
    let client = Client()

    @Test("bad input of every kind leaves the node intact", .timeLimit(.minutes(2)))
    func badInput() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let port = cluster.nodes[0].port
            let session = try await self.client.open(at: port)
            let statement = "/api/v1/sessions/\(session)/operations/statement"
            let unknown = "ffffffff-ffff-8fff-bfff-ffffffffffff"
            let calls: [(String, String, String?, Int)] = [
                ("POST", "/api/v1/sessions", "{\"configs\":", 400),
                ("POST", "/api/v1/sessions", "[]", 400),
                ("POST", "/api/v1/sessions", "{\"protocolVersion\":[]}", 400),
                ("POST", "/api/v1/sessions", "{\"protocolVersion\":99}", 400),
                ("POST", "/api/v1/sessions", "{\"configs\":{\"set:env:x\":\"1\"}}", 400),
                ("POST", "/api/v1/sessions", "", 400),
                ("POST", statement, "{\"statement\":{}}", 400),
                ("POST", statement, "{\"statement\":\"select 1\",\"queryTimeout\":\"soon\"}", 400),
                ("POST", statement, "{\"statement\":\"select 'a\\u0000b'\"}", 400),
                ("GET", "/api/v1/sessions/\(unknown)", nil, 404),
                ("GET", "/api/v1/sessions/not-a-handle", nil, 404),
                ("GET", "/api/v1/operations/\(session)/event", nil, 404),
                ("GET", "/api/v1/nothing", nil, 404),
                ("GET", "/", nil, 404),
                ("POST", "/api/v1/ping", nil, 405),
                ("DELETE", "/api/v1/sessions", nil, 405),
            ]
            for (method, path, body, status) in calls {
                let answer = try await self.client.call(method, path, at: port, body)
                #expect(answer.status == status, "\(method) \(path) \(body ?? ""): \(answer.status) \(answer.text)")
                #expect(answer.json["message"].text?.isEmpty == false, "\(method) \(path): \(answer.text)")
                if status == 405 { #expect(answer["allow"]?.isEmpty == false) }
            }
            let form = try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send(
                    "POST \(statement) HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"
                )
                return try connection.answer()
            }
            #expect(form.status == 415)
            try await self.wire(port, statement)
            #expect(try await self.client.get("/api/v1/ping", at: port).text == "pong")
            _ = try await self.client.run("select 1", in: session, at: port)
        }
    }

    private func wire(_ port: Int, _ statement: String) async throws {
        let refused = try await blocking {
            let connection = try RawConnection(port: port)
            try connection.send("\u{1}\u{2}garbage\r\n\r\n")
            return try connection.answer()
        }
        #expect(refused.status == 400)
        #expect(refused.json["message"].text != nil)

        // Refused by its length alone; the answer arrives although the body is never read.
        let tooLarge = try await blocking {
            let connection = try RawConnection(port: port)
            try connection.send(
                "POST \(statement) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100000000\r\n\r\n"
            )
            return try connection.answer()
        }
        #expect(tooLarge.status == 413)

        // A head that never ends, and a body that never comes: closed or refused, in bounded time.
        async let slowHead = blocking {
            let connection = try RawConnection(port: port, silence: 60)
            try connection.send("GET /api/v1/ping HTTP/1.1\r\nHost: a\r\nX-Slow: ")
            return try (try? connection.answer())?.status ?? (connection.isEnded() ? 0 : -1)
        }
        async let noBody = blocking {
            let connection = try RawConnection(port: port, silence: 60)
            try connection.send(
                "POST \(statement) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n"
            )
            return try (try? connection.answer())?.status ?? (connection.isEnded() ? 0 : -1)
        }
        #expect(try await [0, 408].contains(slowHead))
        #expect(try await [0, 408].contains(noBody))
    }
}
