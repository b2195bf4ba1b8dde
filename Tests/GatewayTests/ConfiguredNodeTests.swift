import FoundationEssentials
import Testing

/// What an operator sets, as clients of a real node see it.
@Suite(.serialized)
struct ConfiguredNodeTests {
    let client = Client()

    @Test("engines by name, limits, rules, redaction and the time-out of a node's file count for its sessions")
    func configured() async throws {
        let folder = try OwnCluster.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Without ZooKeeper: a node by itself.
        let node = try await NodeProcess(
            name: "configured",
            port: TestCluster.nextPorts(),
            in: folder,
            zooKeeper: "",
            settings: [
                "torii.engine.scratch.database": "memory",
                "torii.engine.scratch.init.1": "create table made as select 42 as i",
                "kyuubi.server.redaction.regex": "(?i)hush", "kyuubi.session.conf.restrict.list": "forbidden.*",
                "kyuubi.operation.result.max.rows": "3", "kyuubi.server.limit.client.fetch.max.rows": "10",
                "kyuubi.operation.query.timeout": "1s",
            ]
        )
        try await node.ready()
        let port = node.port

        let scratch = try await self.client.open(at: port, ["kyuubi.engine.type": "SCRATCH"])
        let usual = try await self.client.open(at: port, ["my.HUSH": "1", "my.password": "2"])
        let made = try await self.client.run("select i from made", in: scratch, at: port)
        let rows = try await self.client.get("/api/v1/operations/\(made)/rowset?maxrows=10", at: port)
        #expect(rows.json["rows"][0]["fields"][0]["value"].integer == 42)
        #expect(try await self.client.submit("select i from made", in: usual, at: port).status == 422)
        let spark = #"{"configs":{"kyuubi.engine.type":"SPARK_SQL"}}"#
        let refused = try await self.client.call("POST", "/api/v1/sessions", at: port, spark)
        #expect(refused.status == 400)
        #expect(refused.json["message"].text?.hasSuffix("there is DUCKDB, SCRATCH") == true)

        let event = try await self.client.get("/api/v1/sessions/\(usual)", at: port).json
        #expect(event["conf"]["my.HUSH"].text == "*********(redacted)")
        #expect(event["conf"]["my.password"].text == "2")

        let cut = try await self.client.run("from range(20)", in: usual, at: port)
        #expect(
            try await self.client.get("/api/v1/operations/\(cut)/rowset?maxrows=10", at: port).json["rowCount"].integer
                == 3
        )
        #expect(try await self.client.get("/api/v1/operations/\(cut)/rowset?maxrows=11", at: port).status == 400)
        let forbidden = #"{"configs":{"set:forbidden.x":"1"}}"#
        #expect(try await self.client.call("POST", "/api/v1/sessions", at: port, forbidden).status == 400)

        let endless = "select sum(a.i + b.i + c.i) from range(100000) a(i), range(100000) b(i), range(100000) c(i)"
        let begin = ContinuousClock.now
        #expect(try await self.client.submit(endless, in: usual, at: port).status == 504)
        #expect(ContinuousClock.now - begin >= .seconds(1))
        #expect(try await self.client.submit("select 1", in: usual, at: port).status == 200)

        let api = try await self.client.get("/api", at: port)
        #expect(api.status == 302 && api["location"] == "/api/")
        await node.end()
    }
}
