import Foundation
import Testing

@testable import RestAPI

/// Contract, sections 3.1 and 13: what `configs` do.
@Suite("A session's configuration over REST")
struct SessionConfigurationTests {
    private func open(_ gateway: Gateway, _ configs: [String: Any]) async throws -> Gateway.Response {
        let body = try JSONSerialization.data(withJSONObject: ["configs": configs])
        return try await gateway.call("POST", "/api/v1/sessions", body: String(decoding: body, as: UTF8.self))
    }

    private func value(_ gateway: Gateway, _ statement: String, in session: String) async throws -> String {
        let operation = try await gateway.run(statement, in: session)
        let rows = try await gateway.call("GET", "\(operation)/rowset").json["rows"] as? [[String: Any]]
        let field = (rows?.first?["fields"] as? [[String: Any]])?.first
        return field?["value"] as? String ?? ""
    }

    @Test("use:database opens in that schema; one that is not there fails the launch, and the session stays listed")
    func database() async throws {
        try await Gateway.with { gateway in
            _ = try await gateway.run("create schema shop", in: try await gateway.open())
            for (name, schema) in [("shop", "shop"), ("default", "main"), ("main", "main")] {
                let opened = try await self.open(gateway, ["use:database": name])
                let session = "/api/v1/sessions/\(opened.identifier)"
                #expect(try await self.value(gateway, "select current_schema()", in: session) == schema)
            }
            let lost = try await self.open(gateway, ["use:database": "nowhere"])
            #expect(lost.status == 200)
            let session = "/api/v1/sessions/\(lost.identifier)"
            for _ in 0..<2 {
                let refused = try await gateway.call(
                    "POST",
                    "\(session)/operations/statement",
                    body: #"{"statement":"select 1"}"#
                )
                #expect(refused.status == 422)
                #expect(refused.message.hasPrefix("Error executing statement: "))
                #expect(refused.message.contains("nowhere"))
            }
            let event = try await gateway.call("GET", session).json
            let exception = event["exception"] as? [String: Any]
            #expect((exception?["message"] as? String)?.contains("nowhere") == true)
            #expect(event["openedTime"] as? Int == -1)
            #expect(try await gateway.call("GET", "\(session)/operations").text == "[]")
            #expect(try await gateway.call("DELETE", session).status == 200)
        }
    }

    @Test(
        "an engine that is not configured is 400 and says which there are",
        arguments: ["SPARK_SQL", "TRINO", "nonsense", ""]
    )
    func unknownEngine(_ name: String) async throws {
        try await Gateway.with { gateway in
            let response = try await self.open(gateway, ["kyuubi.engine.type": name])
            #expect(response.status == 400)
            #expect(response.message == "kyuubi.engine.type = \(name) is not configured here; there is DUCKDB")
            #expect(gateway.sessions.count == 0)
        }
    }

    @Test("DUCKDB is an engine, in either case")
    func engine() async throws {
        try await Gateway.with { gateway in
            for name in ["DUCKDB", "duckdb"] {
                let opened = try await self.open(gateway, ["set:kyuubi.engine.type": name])
                let session = "/api/v1/sessions/\(opened.identifier)"
                #expect(try await self.value(gateway, "select 'x'", in: session) == "x")
            }
        }
    }

    @Test("a catalog that is not there fails the launch too")
    func catalog() async throws {
        try await Gateway.with { gateway in
            let opened = try await self.open(gateway, ["use:catalog": "nowhere"])
            let refused = try await gateway.call(
                "POST",
                "/api/v1/sessions/\(opened.identifier)/operations/statement",
                body: #"{"statement":"select 1"}"#
            )
            #expect(refused.status == 422 && refused.message.contains("nowhere"))
            let memory = try await self.open(gateway, ["use:catalog": "memory", "use:database": "main"])
            _ = try await gateway.run("select 1", in: "/api/v1/sessions/\(memory.identifier)")
        }
    }

    @Test("share level and subdomain say whose tables a session sees")
    func sharing() async throws {
        try await Gateway.with { gateway in
            let (level, subdomain) = ("kyuubi.engine.share.level", "kyuubi.engine.share.level.subdomain")
            func session(_ configs: [String: String]) async throws -> String {
                "/api/v1/sessions/\(try await self.open(gateway, configs).identifier)"
            }
            _ = try await gateway.run("create table mine as select 1", in: try await session([:]))
            for (configs, status) in [
                ([:], 200), ([level: "user"], 200), ([subdomain: ""], 200), ([subdomain: "default"], 200),
                ([subdomain: "b"], 422), ([level: "SERVER"], 422), ([level: "CONNECTION"], 422),
                (["hive.server2.proxy.user": "bob"], 422),
            ] as [([String: String], Int)] {
                let response = try await gateway.call(
                    "POST",
                    "\(try await session(configs))/operations/statement",
                    body: #"{"statement":"select * from mine"}"#
                )
                #expect(response.status == status, "\(configs): \(response.text)")
            }
            for (name, status) in [("GROUP", 501), ("SERVER_LOCAL", 501), ("GALAXY", 400), ("", 400)] {
                #expect(try await self.open(gateway, [level: name]).status == status)
            }
        }
    }

    @Test("the server's own four keys win over the client's, and the client's are shown as they were sent")
    func serverKeys() async throws {
        try await Gateway.with { gateway in
            let own = [
                "kyuubi.client.ipAddress": "10.9.9.9", "kyuubi.server.ipAddress": "10.0.0.7",
                "kyuubi.session.connection.url": "gate.test:10099", "kyuubi.session.real.user": "anonymous",
            ]
            var configs = own.mapValues { _ in "forged" }
            configs["set:hiveconf:x"] = "1"
            let opened = try await self.open(gateway, configs)
            let conf = try await gateway.call("GET", "/api/v1/sessions/\(opened.identifier)").json["conf"]
            #expect(conf as? [String: String] == own.merging(["set:hiveconf:x": "1"]) { own, _ in own })
        }
    }

    @Test("Kyuubi's own key for the proxy user wins, empty ones count for nothing, and what no hop could carry is 400")
    func proxyUsers() async throws {
        try await Gateway.with { gateway in
            let (kyuubi, hive) = ("kyuubi.session.proxy.user", "hive.server2.proxy.user")
            for (configs, user) in [
                ([kyuubi: "bob", hive: "eve"], "bob"), ([kyuubi: "", hive: "eve"], "eve"), ([hive: ""], "anonymous"),
            ] {
                let opened = try await self.open(gateway, configs)
                let event = try await gateway.call("GET", "/api/v1/sessions/\(opened.identifier)").json
                #expect(event["user"] as? String == user)
            }
            for user in ["a\nb", String(repeating: "x", count: 257)] {
                #expect(try await self.open(gateway, [kyuubi: user]).status == 400)
            }
        }
    }
}
