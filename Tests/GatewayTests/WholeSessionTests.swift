import FoundationEssentials
import Testing

/// Sessions whose calls come through every node, by users with odd names, in races.
@Suite(.serialized, .sharedCluster)
struct WholeSessionTests {
    let client = Client()

    @Test("a whole session whose every call is another node's answers as at one node")
    func everyCallElsewhere() async throws {
        let ports = try SharedCluster.current.nodes.map(\.port)
        let there = try await self.session(through: ports)
        let here = try await self.session(through: [ports[0]])
        for (call, expected) in zip(there, here) {
            #expect(call == expected)
        }
        #expect(there.count == here.count)
    }

    /// What each call answers, without what differs between any two sessions.
    private func session(through ports: [Int]) async throws -> [String] {
        var (calls, names): ([String], [String: String]) = ([], [:])
        func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> String {
            let answer = try await self.client.call(method, path, at: ports[calls.count % ports.count], body)
            let identifier = answer.json["identifier"].text ?? ""
            if method == "POST", !identifier.isEmpty { names[identifier] = "handle \(names.count)" }
            let isLively = path.hasSuffix("/event") || path.contains("/log") || path.hasSuffix("/operations")
            var text = isLively ? "\(answer.json["state"]) \(answer.json.names.sorted())" : answer.text
            for (handle, name) in names { text = text.replacing(handle, with: name) }
            var route = path
            for (handle, name) in names { route = route.replacing(handle, with: name) }
            calls.append("\(method) \(route) \(answer.status) \(text)")
            return identifier
        }
        let session = try await call("POST", "/api/v1/sessions", "{\"configs\":{\"kyuubi.session.name\":\"whole\"}}")
        let base = "/api/v1/sessions/\(session)/operations"
        for sql in [
            "create temp table t as select 1 as i", "insert into t values (2), (3)", "selec", "select * from t",
        ] {
            let operation = try await call("POST", "\(base)/statement", "{\"statement\":\"\(sql)\"}")
            guard !operation.isEmpty else { continue }
            let path = "/api/v1/operations/\(operation)"
            _ = try await call("GET", "\(path)/event")
            _ = try await call("GET", "\(path)/resultsetmetadata")
            for orientation in ["FETCH_NEXT", "FETCH_NEXT", "FETCH_PRIOR", "FETCH_FIRST"] {
                _ = try await call("GET", "\(path)/rowset?maxrows=2&fetchorientation=\(orientation)")
            }
            _ = try await call("GET", "\(path)/log?maxrows=10")
            _ = try await call("PUT", path, "{\"action\":\"cancel\"}")
            _ = try await call("PUT", path, "{\"action\":\"close\"}")
            _ = try await call("GET", "\(path)/event")
        }
        _ = try await call("GET", base)
        _ = try await call("DELETE", "/api/v1/sessions/\(session)")
        _ = try await call("GET", "/api/v1/sessions/\(session)")
        return calls
    }

    @Test("of the same close at once from all nodes exactly one succeeds")
    func closes() async throws {
        let cluster = try SharedCluster.current
        for _ in 0..<5 {
            let session = try await self.client.open(at: cluster.nodes[0].port)
            let operation = try await self.client.run("select 1", in: session, at: cluster.nodes[0].port)
            let close = "{\"action\":\"close\"}"
            let ofOperation = try await self.statuses(cluster, "PUT", "/api/v1/operations/\(operation)", close)
            #expect(ofOperation == [200, 404, 404, 404, 404, 404])
            let ofSession = try await self.statuses(cluster, "DELETE", "/api/v1/sessions/\(session)")
            #expect(ofSession == [200, 404, 404, 404, 404, 404])
        }
    }

    /// What the same call, twice at each node at once, is answered, in order of size.
    private func statuses(
        _ cluster: TestCluster,
        _ method: String,
        _ path: String,
        _ body: String? = nil
    ) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for node in cluster.nodes + cluster.nodes {
                group.addTask { try await self.client.call(method, path, at: node.port, body).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted()
        }
    }

    @Test("cancelling again and again, then closing, leaves the session working")
    func cancels() async throws {
        let ports = try SharedCluster.current.nodes.map(\.port)
        let session = try await self.client.open(at: ports[0])
        let long = "select count(*) from range(100000000) a(i), range(100000) b(j) where (i * j) % 7 = 3"
        for sql in ["select 1", long] {
            let operation = try await self.client.run(sql, in: session, at: ports[1], async: true)
            let path = "/api/v1/operations/\(operation)"
            for port in ports {
                #expect(try await self.client.call("PUT", path, at: port, "{\"action\":\"cancel\"}").status == 200)
            }
            #expect(try await self.client.call("PUT", path, at: ports[2], "{\"action\":\"close\"}").status == 200)
            for port in ports {
                #expect(try await self.client.call("PUT", path, at: port, "{\"action\":\"cancel\"}").status == 404)
                #expect(try await self.client.get("\(path)/event", at: port).status == 404)
                _ = try await self.client.run("select 1", in: session, at: port)
            }
        }
    }

    @Test(
        "any name is a user's name",
        arguments: ["..", ".", "a/b", "me@example.org", String(repeating: "u", count: 200), "😀"]
    )
    func users(_ name: String) async throws {
        let client = Client(user: name)
        for node in try SharedCluster.current.nodes.prefix(2) {
            let session = try await client.open(at: node.port, ["kyuubi.engine.share.level": "USER"])
            _ = try await client.run("create or replace table t as select 1", in: session, at: node.port)
            let event = try await client.get("/api/v1/sessions/\(session)", at: node.port)
            #expect(event.json["user"].text == name || event.json["sessionUser"].text == name, "\(event.text)")
            #expect(try await client.call("DELETE", "/api/v1/sessions/\(session)", at: node.port).status == 200)
        }
    }

    @Test("a password may hold colons")
    func password() async throws {
        let cluster = try SharedCluster.current
        let credentials = Data("colin:pa:ss".utf8).base64EncodedString()
        for node in cluster.nodes {
            let answer = try await self.client.call(
                "POST",
                "/api/v1/sessions",
                at: node.port,
                "{}",
                fields: ["Authorization: Basic \(credentials)"]
            )
            let session = answer.json["identifier"].text ?? ""
            let event = try await self.client.get("/api/v1/sessions/\(session)", at: node.port)
            #expect(event.json["user"].text == "colin" || event.json["sessionUser"].text == "colin", "\(event.text)")
        }
    }
}
