import Foundation
import Testing

@testable import RestAPI

/// Contract, sections 3.8 and 13: what `configs` and `confOverlay` do to statements, with the real engine.
@Suite("A statement's configuration over REST")
struct StatementConfigurationTests {
    private func open(_ gateway: Gateway, _ configs: [String: String]) async throws -> Gateway.Response {
        let body = try JSONSerialization.data(withJSONObject: ["configs": configs])
        return try await gateway.call("POST", "/api/v1/sessions", body: String(decoding: body, as: UTF8.self))
    }

    private func session(_ gateway: Gateway, _ configs: [String: String] = [:]) async throws -> String {
        let opened = try await self.open(gateway, configs)
        #expect(opened.status == 200, "\(opened.text)")
        return "/api/v1/sessions/\(opened.identifier)"
    }

    private func execute(
        _ gateway: Gateway,
        _ statement: String,
        _ overlay: [String: String] = [:],
        in session: String
    ) async throws -> Gateway.Response {
        let body = try JSONSerialization.data(withJSONObject: ["statement": statement, "confOverlay": overlay])
        return try await gateway.call(
            "POST",
            "\(session)/operations/statement",
            body: String(decoding: body, as: UTF8.self)
        )
    }

    /// The first value of a statement's first row.
    private func value(
        _ gateway: Gateway,
        _ statement: String,
        _ overlay: [String: String] = [:],
        in session: String
    ) async throws -> String {
        let response = try await self.execute(gateway, statement, overlay, in: session)
        #expect(response.status == 200, "\(response.text)")
        let rows = try await gateway.call("GET", "/api/v1/operations/\(response.identifier)/rowset")
        let fields = (rows.json["rows"] as? [[String: Any]])?.first?["fields"] as? [[String: Any]]
        return fields?.first?["value"] as? String ?? ""
    }

    private static let noon = "select timestamptz '2024-01-01 12:00:00+00'"

    @Test("the session's time zone, by its own name and by Spark's, and other settings of the engine")
    func sessionSettings() async throws {
        try await Gateway.with { gateway in
            for key in ["TimeZone", "set:timezone", "spark.sql.session.timeZone"] {
                let session = try await self.session(gateway, [key: "Asia/Tokyo"])
                #expect(try await self.value(gateway, Self.noon, in: session) == "2024-01-01 21:00:00")
            }
            let ordered = try await self.session(gateway, ["default_order": "desc"])
            let first = "select i::varchar from range(3) t(i) order by i"
            #expect(try await self.value(gateway, first, in: ordered) == "2")
            #expect(try await self.value(gateway, first, in: try await self.session(gateway)) == "0")
            let wrong = try await self.session(gateway, ["default_order": "sideways"])
            let refused = try await self.execute(gateway, "select 1", in: wrong)
            #expect(refused.status == 422 && refused.message.contains("default_order"))
        }
    }

    @Test("a statement's own settings hold for it alone, whatever becomes of it")
    func overlay() async throws {
        try await Gateway.with { gateway in
            let session = try await self.session(gateway)
            let tokyo = ["spark.sql.session.timeZone": "Asia/Tokyo", "default_order": "desc"]
            let setting = "select current_setting('default_order')"
            #expect(try await self.value(gateway, Self.noon, tokyo, in: session) == "2024-01-01 21:00:00")
            #expect(try await self.value(gateway, Self.noon, in: session) == "2024-01-01 12:00:00")
            #expect(try await self.value(gateway, setting, tokyo, in: session) == "DESC")
            #expect(try await self.value(gateway, setting, in: session).hasPrefix("ASC"))

            let failed = try await self.execute(gateway, "select * from nowhere", tokyo, in: session)
            #expect(failed.status == 422)
            let wrong = try await self.execute(gateway, "select 1", ["default_order": "sideways"], in: session)
            #expect(wrong.status == 422 && wrong.message.contains("sideways"))
            #expect(try await self.value(gateway, setting, in: session).hasPrefix("ASC"))

            // A transaction that has failed lets nothing be set: the settings are given back when it is over.
            _ = try await self.execute(gateway, "begin", in: session)
            #expect(try await self.execute(gateway, "select * from nowhere", tokyo, in: session).status == 422)
            #expect(try await self.execute(gateway, "rollback", tokyo, in: session).status == 200)
            #expect(try await self.value(gateway, setting, in: session).hasPrefix("ASC"))
            #expect(try await self.value(gateway, Self.noon, in: session) == "2024-01-01 12:00:00")
        }
    }

    @Test("a statement that is cancelled gives its settings back before the next one begins")
    func overlayOfCancelled() async throws {
        try await Gateway.with { gateway in
            let session = try await self.session(gateway)
            let overlay = #"{"default_order":"desc","TimeZone":"Asia/Tokyo"}"#
            for _ in 0..<10 {
                let body = #"{"statement":"\#(Gateway.endless)","runAsync":true,"confOverlay":\#(overlay)}"#
                let long = try await gateway.call("POST", "\(session)/operations/statement", body: body)
                let operation = "/api/v1/operations/\(long.identifier)"
                try await until("it runs") {
                    try await gateway.call("GET", "\(operation)/event").json["state"] as? String == "RUNNING_STATE"
                }
                _ = try await gateway.call("PUT", operation, body: #"{"action":"cancel"}"#)
                let setting = "select current_setting('default_order')"
                #expect(try await self.value(gateway, setting, in: session).hasPrefix("ASC"))
                #expect(try await self.value(gateway, Self.noon, in: session) == "2024-01-01 12:00:00")
            }
        }
    }

    private static let planKey = "kyuubi.operation.plan.only.mode"

    @Test("the plans that DuckDB tells apart come in place of the result, and nothing runs")
    func plans() async throws {
        try await Gateway.with { gateway in
            let session = try await self.session(gateway)
            _ = try await gateway.run("create table t as select range i from range(1000)", in: session)
            // Sooner or later a plan differs from the next: what is sure is cut out.
            let statement = "/* c */ select i from t where true and i < 5 -- x"
            var plans: [String] = []
            for mode in ["analyze", "OPTIMIZE", "physical"] {
                let response = try await self.execute(gateway, statement, [Self.planKey: mode], in: session)
                #expect(response.status == 200, "\(response.text)")
                let operation = "/api/v1/operations/\(response.identifier)"
                let schema = try await gateway.call("GET", "\(operation)/resultsetmetadata").json["columns"]
                let columns = schema as? [[String: Any]]
                #expect(columns?.map { $0["columnName"] as? String } == ["plan"])
                let rows = try await gateway.call("GET", "\(operation)/rowset").json["rows"] as? [[String: Any]]
                #expect(rows?.count == 1)
                plans.append((rows?.first?["fields"] as? [[String: Any]])?.first?["value"] as? String ?? "")
            }
            #expect(Set(plans).count == 3 && plans.allSatisfy { $0.contains("─") })
            let table = try await self.execute(
                gateway,
                "create table u as select 1",
                [Self.planKey: "physical"],
                in: session
            )
            #expect(table.status == 200)
            #expect(try await self.execute(gateway, "select * from u", in: session).status == 422)
            // EXPLAIN is as it was.
            #expect(try await self.value(gateway, "explain select 1", in: session) == "physical_plan")
        }
    }

    @Test("a session that wants plans still follows USE and SET, and a statement may say otherwise")
    func planSession() async throws {
        try await Gateway.with { gateway in
            let session = try await self.session(gateway, [Self.planKey: "analyze"])
            let off = [Self.planKey: "none"]
            _ = try await self.execute(gateway, "create schema s", off, in: session)
            #expect(try await self.execute(gateway, "use s", in: session).status == 200)
            #expect(try await self.value(gateway, "select current_schema()", off, in: session) == "s")
            #expect(try await self.value(gateway, "select 1", in: session).contains("─"))
            #expect(try await self.execute(gateway, "-- nothing", in: session).status == 200)
        }
    }

    @Test("what cannot be planned is told: several statements, wrong ones, plans that DuckDB has not")
    func noPlans() async throws {
        try await Gateway.with { gateway in
            let session = try await self.session(gateway)
            _ = try await gateway.run("create table t (i int)", in: session)
            for (statement, mode, status) in [
                ("select 1; drop table t", "physical", 400), ("select * from nowhere", "analyze", 422),
                ("selec", "optimize", 422), ("analyze select 1", "physical", 422),
                ("select 1", "parse", 501), ("select 1", "optimize_with_stats", 501), ("select 1", "execution", 501),
                ("select 1", "lineage", 501), ("select 1", "guess", 400),
            ] {
                let response = try await self.execute(gateway, statement, [Self.planKey: mode], in: session)
                #expect(response.status == status, "\(statement) \(mode): \(response.text)")
            }
            #expect(try await self.execute(gateway, "select * from t", in: session).status == 200)
        }
    }

    @Test("other languages are 501, text that is no language 400")
    func languages() async throws {
        try await Gateway.with { gateway in
            let key = "kyuubi.operation.language"
            let session = try await self.session(gateway)
            for (language, status) in [("SQL", 200), ("sql", 200), ("SCALA", 501), ("python", 501), ("COBOL", 400)] {
                #expect(try await self.execute(gateway, "select 1", [key: language], in: session).status == status)
            }
            let scala = try await self.session(gateway, [key: "SCALA"])
            #expect(try await self.execute(gateway, "select 1", in: scala).status == 501)
            #expect(try await self.execute(gateway, "select 1", [key: "SQL"], in: scala).status == 200)
        }
    }

    @Test("an open that waits for its engine fails with the launch, and leaves no session")
    func launchAtOnce() async throws {
        try await Gateway.with { gateway in
            let key = "kyuubi.session.engine.launch.async"
            let opened = try await self.session(gateway, [key: "false"])
            #expect((try await gateway.call("GET", opened).json["openedTime"] as? Int ?? 0) > 0)
            let failed = try await self.open(gateway, [key: "false", "use:database": "nowhere"])
            #expect(failed.status == 422 && failed.message.contains("nowhere"))
            #expect(gateway.sessions.count == 1)
        }
    }

    @Test("progress is null: DuckDB does not tell it under the lock-down")
    func progress() async throws {
        try await Gateway.with { gateway in
            let session = try await self.session(gateway, ["kyuubi.operation.progress.enabled": "true"])
            let operation = try await gateway.run("select 1", in: session)
            #expect(try await gateway.call("GET", "\(operation)/event").json["progress"] is NSNull)
        }
    }
}
