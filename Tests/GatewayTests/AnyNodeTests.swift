import Glibc
import JSONTestKit
import Testing

/// Every call of the surface gives the same at the owner and elsewhere (design, section 4).
@Suite(.serialized)
struct AnyNodeTests {
    let client = Client()

    @Test("every session and operation call on another node answers as on the owner, through one forward")
    func anyNode() async throws {
        try await TestCluster.with { cluster in
            let owner = cluster.nodes[0]
            let session = try await self.client.open(at: owner.port, ["kyuubi.session.name": "any"])
            let operation = try await self.client.run("select 1 as a, 'x' as b", in: session, at: owner.port)
            let reads = [
                "/api/v1/sessions/\(session)/operations",
                "/api/v1/sessions/\(session)/info/17",
                "/api/v1/sessions/\(session)/info/10006",
                "/api/v1/operations/\(operation)/event",
                "/api/v1/operations/\(operation)/resultsetmetadata",
                "/api/v1/operations/\(operation)/rowset?maxrows=10&fetchorientation=FETCH_FIRST",
                "/api/v1/operations/\(operation)/log?maxrows=100&fetchorientation=FETCH_FIRST",
            ]
            for path in reads + ["/api/v1/sessions/\(session)"] {
                let expected = try await self.client.get(path, at: owner.port)
                #expect(expected.status == 200, "\(path): \(expected.text)")
                #expect(expected.node == owner.incarnation)
                for other in cluster.nodes.dropFirst() {
                    let answer = try await self.client.get(path, at: other.port)
                    #expect(answer.status == 200, "\(path): \(answer.text)")
                    #expect(answer.node == owner.incarnation, "\(path)")
                    if path.contains("/event") || path.hasSuffix("/operations") || path.hasSuffix(session) {
                        #expect(self.steady(answer.json) == self.steady(expected.json), "\(path)")
                    } else {
                        #expect(answer.body == expected.body, "\(path)")
                    }
                    let head = try await self.client.call("HEAD", path, at: other.port)
                    #expect(head.status == 200)
                    #expect(head.body.isEmpty)
                }
            }
            try await self.metadata(session, cluster)
            try await self.refusals(session, operation, cluster)
            try await self.changes(session, cluster)
        }
    }

    /// Each question asked at each node, its answer read there.
    private func metadata(_ session: String, _ cluster: TestCluster) async throws {
        let owner = cluster.nodes[0]
        let tables =
            "create table if not exists p (a int, b int, primary key (b, a)); "
            + "create temp table own (x int, y int); create table if not exists f (x int, y int, foreign key (x, y) references p (b, a))"
        _ = try await self.client.run(tables, in: session, at: owner.port)
        let questions: [(String, String?)] = [
            ("typeInfo", nil), ("catalogs", nil), ("tableTypes", nil), ("schemas", "{}"), ("tables", "{}"),
            ("columns", "{}"), ("functions", "{}"), ("primaryKeys", "{}"), ("crossReference", "{}"),
        ]
        for (question, body) in questions {
            let path = "/api/v1/sessions/\(session)/operations/\(question)"
            var expected: [UInt8]?
            for node in cluster.nodes {
                let answer = try await self.client.call("POST", path, at: node.port, body)
                #expect(answer.status == 200, "\(question) at \(node.name): \(answer.text)")
                #expect(answer.node == owner.incarnation)
                let operation = "/api/v1/operations/\(answer.json["identifier"].text ?? "")"
                let event = try await self.client.get("\(operation)/event", at: node.port)
                #expect(event.json["state"].text == "FINISHED_STATE")
                let rows = try await self.client.get("\(operation)/rowset?maxrows=100000", at: node.port)
                #expect(
                    rows.status == 200 && !rows.text.hasSuffix("\"rowCount\":0}"),
                    "\(question): \(rows.text.prefix(200))"
                )
                #expect(expected == nil || rows.body == expected, "\(question) at \(node.name)")
                expected = rows.body
                _ = try await self.client.call("PUT", operation, at: node.port, "{\"action\":\"close\"}")
            }
        }
    }

    /// What a refusal says is the same everywhere.
    private func refusals(_ session: String, _ operation: String, _ cluster: TestCluster) async throws {
        let calls: [(String, String, String?, Int)] = [
            ("GET", "/api/v1/operations/\(operation)/rowset?fetchorientation=FETCH_SIDEWAYS", nil, 400),
            ("GET", "/api/v1/operations/\(operation)/log?fetchorientation=FETCH_PRIOR", nil, 400),
            ("PUT", "/api/v1/operations/\(operation)", "{\"action\":\"dance\"}", 400),
            ("PUT", "/api/v1/operations/\(operation)", "{", 400),
            ("POST", "/api/v1/sessions/\(session)/operations/statement", "{}", 400),
            ("POST", "/api/v1/sessions/\(session)/operations/statement", "{\"statement\":\"selec 1\"}", 422),
            ("POST", "/api/v1/sessions/\(session)/operations/tables", "{\"tableTypes\":\"TABLE\"}", 400),
            ("POST", "/api/v1/sessions/\(session)/operations/columns", nil, 400),
            ("GET", "/api/v1/sessions/\(session)/info/0", nil, 404),
            ("PATCH", "/api/v1/sessions/\(session)", nil, 405),
            ("GET", "/api/v1/sessions/\(session)/nothing", nil, 404),
            // A session's handle is no operation's.
            ("GET", "/api/v1/operations/\(session)/event", nil, 404),
            ("GET", "/api/v1/sessions/\(operation)", nil, 404),
        ]
        for (method, path, body, status) in calls {
            for node in cluster.nodes {
                let answer = try await self.client.call(method, path, at: node.port, body)
                #expect(answer.status == status, "\(method) \(path) at \(node.name): \(answer.text)")
                #expect(answer.json["message"].text != nil, "\(method) \(path): \(answer.text)")
                #expect(status != 405 || answer["allow"] != nil)
            }
        }
    }

    /// Calls that change something, each at another node.
    private func changes(_ session: String, _ cluster: TestCluster) async throws {
        let ports = cluster.nodes.map(\.port)
        for text in ["create temp table t as select 1 as i", "insert into t values (2)"] {
            _ = try await self.client.run(text, in: session, at: ports[1])
        }
        let sum = try await self.client.run("select sum(i) from t", in: session, at: ports[2], async: true)
        try await self.client.wait(for: "FINISHED_STATE", of: sum, at: ports[1])
        let rows = try await self.client.get("/api/v1/operations/\(sum)/rowset", at: ports[2])
        #expect(rows.json["rows"][0]["fields"][0]["value"] == .text("3") || rows.text.contains("3"))
        let close = try await self.client.call(
            "PUT",
            "/api/v1/operations/\(sum)",
            at: ports[2],
            "{\"action\":\"close\"}"
        )
        #expect(close.status == 200)
        #expect(close.body.isEmpty)
        for port in ports {
            #expect(try await self.client.get("/api/v1/operations/\(sum)/event", at: port).status == 404)
        }
        #expect(try await self.client.call("DELETE", "/api/v1/sessions/\(session)", at: ports[1]).status == 200)
        for port in ports {
            #expect(try await self.client.get("/api/v1/sessions/\(session)", at: port).status == 404)
            #expect(try await self.client.call("DELETE", "/api/v1/sessions/\(session)", at: port).status == 404)
        }
    }

    /// Without the members that reading itself moves on.
    private func steady(_ json: JSON) -> JSON {
        switch json {
        case .object(let members):
            .object(
                members.filter { !["eventTime", "duration", "idleTime", "metrics"].contains($0.key) }
                    .mapValues(self.steady)
            )
        case .array(let values): .array(values.map(self.steady))
        default: json
        }
    }

    @Test("a million rows paged through another node equal the owner's")
    func millionRows() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let (owner, other) = (cluster.nodes[0], cluster.nodes[1])
            let session = try await self.client.open(at: owner.port)
            let operation = try await self.client.run(
                "select i, i * 7 as b, 'text ' || i as c from range(1000000) t(i)",
                in: session,
                at: owner.port
            )
            var total = 0
            for page in 0..<101 {
                let orientation = page == 0 ? "FETCH_FIRST" : "FETCH_NEXT"
                let path = "/api/v1/operations/\(operation)/rowset?maxrows=10000&fetchorientation=\(orientation)"
                let there = try await self.client.get(path, at: other.port)
                // The same page again, at the owner.
                let again = "/api/v1/operations/\(operation)/rowset?maxrows=10000&fetchorientation=FETCH_PRIOR"
                #expect(there.status == 200)
                let count = self.rowCount(there)
                if page % 10 == 0, count > 0 {
                    // PRIOR goes to the block before; NEXT from there is this one again.
                    _ = try await self.client.get(again, at: owner.port)
                    if page > 0 {
                        let here = try await self.client.get(
                            "/api/v1/operations/\(operation)/rowset?maxrows=10000&fetchorientation=FETCH_NEXT",
                            at: owner.port
                        )
                        #expect(here.body == there.body, "page \(page)")
                    }
                }
                let first = Array("{\"rows\":[{\"fields\":[{\"dataType\":\"I64_VAL\",\"value\":\(total)}".utf8)
                if count > 0 { #expect(there.body.starts(with: first), "page \(page)") }
                total += count
                if count == 0 { break }
            }
            #expect(total == 1_000_000)
        }
    }

    /// The count at the body's end: the pages are too large for a test's JSON reader.
    private func rowCount(_ answer: Answer) -> Int {
        let tail = answer.body.suffix(40)
        guard let colon = tail.lastIndex(of: UInt8(ascii: ":")) else { return -1 }
        return Int(String(decoding: tail[(colon + 1)...].dropLast(), as: UTF8.self)) ?? -1
    }

    @Test("a statement is cancelled from another node and stops in the engine")
    func cancelElsewhere() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let (owner, other) = (cluster.nodes[0], cluster.nodes[1])
            let session = try await self.client.open(at: owner.port)
            let operation = try await self.client.run(
                "select count(*) from range(100000000) a(i), range(100000) b(j) where (i * j) % 7 = 3",
                in: session,
                at: owner.port,
                async: true
            )
            try await self.client.wait(for: "RUNNING_STATE", of: operation, at: other.port)
            let before = try cluster.cpuSeconds(of: owner)
            try await Task.sleep(for: .milliseconds(500))
            #expect(try cluster.cpuSeconds(of: owner) - before > 0.2, "the statement does not work")

            let cancel = try await self.client.call(
                "PUT",
                "/api/v1/operations/\(operation)",
                at: other.port,
                "{\"action\":\"cancel\"}"
            )
            #expect(cancel.status == 200)
            #expect(try await self.client.state(of: operation, at: other.port) == "CANCELED_STATE")
            try await Task.sleep(for: .milliseconds(500))
            let stopped = try cluster.cpuSeconds(of: owner)
            try await Task.sleep(for: .seconds(1))
            #expect(try cluster.cpuSeconds(of: owner) - stopped < 0.1, "the engine goes on")
            // The session goes on too.
            _ = try await self.client.run("select 1", in: session, at: other.port)
        }
    }

    @Test("a synchronous statement whose client goes away, at another node, stops in the engine")
    func clientGone() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let (owner, other) = (cluster.nodes[0], cluster.nodes[1])
            let session = try await self.client.open(at: owner.port)
            try await blocking {
                let connection = try RawConnection(port: other.port)
                let body =
                    "{\"statement\":\"select count(*) from range(100000000) a(i), range(100000) b(j) where (i*j)%7=3\"}"
                try connection.send(
                    "POST /api/v1/sessions/\(session)/operations/statement HTTP/1.1\r\nHost: a\r\n"
                        + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                )
                // Dropped with the scope, a second later.
                usleep(1_000_000)
            }
            try await Task.sleep(for: .seconds(3))
            let stopped = try cluster.cpuSeconds(of: owner)
            try await Task.sleep(for: .seconds(1))
            #expect(try cluster.cpuSeconds(of: owner) - stopped < 0.1, "the engine goes on")
        }
    }

    @Test("a forged handle is unknown at the edge, without a forward")
    func forged() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let (owner, other) = (cluster.nodes[0], cluster.nodes[1])
            let session = try await self.client.open(at: owner.port)
            // Another random part: the tag no longer fits.
            let last = session.last == "0" ? "1" : "0"
            let forged = String(session.dropLast()) + last
            let answer = try await self.client.get("/api/v1/sessions/\(forged)", at: other.port)
            #expect(answer.status == 404)
            #expect(answer.node == other.incarnation, "the entry node itself answers")
            #expect(try await self.client.get("/api/v1/sessions/\(session)", at: other.port).node == owner.incarnation)
        }
    }

    @Test("lists and counts answer for the whole cluster, and for one node where asked")
    func lists() async throws {
        try await TestCluster.with { cluster in
            var opened: Set<String> = []
            for node in cluster.nodes {
                opened.insert(try await self.client.open(at: node.port, ["kyuubi.session.name": node.name]))
            }
            for node in cluster.nodes {
                let all = try await self.client.get("/api/v1/sessions", at: node.port)
                #expect(Set(all.json.array.compactMap { $0["identifier"].text }) == opened)
                #expect(all["torii-unreachable-nodes"] == nil)
                let count = try await self.client.get("/api/v1/sessions/count", at: node.port)
                #expect(count.json["openSessionCount"].integer == 3)
                let local = try await self.client.get("/api/v1/sessions?scope=local", at: node.port)
                #expect(local.json.array.map { $0["sessionName"].text } == [node.name])
                let one = try await self.client.get("/api/v1/sessions/count?scope=local", at: node.port)
                #expect(one.json["openSessionCount"].integer == 1)
            }
        }
    }
}
