import Testing

@testable import RestAPI

@Suite("Metadata: catalogs, schemas, tables")
struct CatalogTests {
    @Test("a question is an operation that has ended, without a log")
    func operation() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let answer = try await gateway.call("POST", "\(session)/operations/catalogs")
            #expect(answer.status == 200)
            let operation = "/api/v1/operations/\(answer.identifier)"
            let event = try await gateway.call("GET", "\(operation)/event").value
            #expect(event["statement"].text == "GetCatalogs")
            #expect(event["state"].text == "FINISHED_STATE")
            #expect(event["shouldRunAsync"].text == "false")
            #expect(event["remoteId"].text?.isEmpty == false)
            #expect(event["metrics"]["fetchResultsCount"].text == "0")
            #expect(event["exception"] == .null && event["progress"] == .null)
            #expect(try await gateway.call("GET", "\(operation)/log").text == #"{"logRowSet":[],"rowCount":0}"#)
            #expect(try await gateway.table(of: operation).rows == [["memory"]])
            let after = try await gateway.call("GET", "\(operation)/event").value
            #expect(after["metrics"]["fetchResultsCount"].text == "1")
            let again = try await gateway.call("GET", "\(operation)/rowset").text
            #expect(again == #"{"rows":[],"rowCount":0}"#)
            let listed = try await gateway.call("GET", "\(session)/operations").value
            #expect(listed.elements.map { $0["statement"].text } == ["GetCatalogs"])
            #expect(try await gateway.call("GET", session).value["totalOperations"].text == "1")
            #expect(
                try await gateway.call("PUT", operation, body: #"{"action":"close"}"#).status == 200
            )
            #expect(try await gateway.call("GET", "\(operation)/event").status == 404)
        }
    }

    @Test("catalogs are those that somebody made, by name")
    func catalogs() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run("attach ':memory:' as b; attach ':memory:' as \"A %\"", in: session)
            #expect(try await gateway.ask("catalogs", in: session)["TABLE_CAT"] == ["A %", "b", "memory"])
        }
    }

    @Test("schemas come by catalog and name")
    func schemas() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(
                "create schema \"Zé\"; create schema a; attach ':memory:' as other; create schema other.x",
                in: session
            )
            func schemas(_ body: String) async throws -> [[String?]] {
                try await gateway.ask("schemas", body, in: session).rows
            }
            #expect(try await schemas("{}") == [["Zé", "memory"], ["a", "memory"], ["main", "memory"]])
            #expect(try await schemas(#"{"schemaName":"zÉ"}"#) == [["Zé", "memory"]])
            #expect(try await schemas(#"{"catalogName":"other"}"#) == [["main", "other"], ["x", "other"]])
            #expect(try await schemas(#"{"catalogName":"other","schemaName":"X"}"#) == [])
            let system = try await schemas(#"{"catalogName":"system"}"#)
            #expect(system.map { $0[0] } == ["information_schema", "main", "pg_catalog"])
            _ = try await gateway.run("use other", in: session)
            #expect(try await schemas(#"{"schemaName":"X"}"#) == [["x", "other"]])
        }
    }

    private static let objects = """
        create table t(i int); create view v as select * from t; create schema s; create table s."it's %"(i int);
        create temp table mine(i int); create temp view seen as select 1 as i;
        comment on table t is 'a "table"'; comment on view v is 'a view'
        """

    @Test("tables come by type, catalog, schema and name, with what is the session's own")
    func tables() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(Self.objects, in: session)
            let all = try await gateway.ask("tables", in: session)
            #expect(
                all.rows.map { Array($0[..<5]) } == [
                    ["memory", "main", "t", "TABLE", "a \"table\""], ["memory", "s", "it's %", "TABLE", ""],
                    ["temp", "main", "mine", "TABLE", ""], ["memory", "main", "v", "VIEW", "a view"],
                    ["temp", "main", "seen", "VIEW", ""],
                ]
            )
            #expect(all.rows.allSatisfy { $0[5...] == [nil, nil, nil, nil, nil] })
            func names(_ body: String) async throws -> [String?] {
                try await gateway.ask("tables", body, in: session)["TABLE_NAME"]
            }
            #expect(try await names(#"{"catalogName":"memory"}"#) == ["t", "it's %", "v"])
            #expect(try await names(#"{"catalogName":"temp"}"#) == ["mine", "seen"])
            #expect(try await names(#"{"tableTypes":["view"]}"#) == ["v", "seen"])
            #expect(try await names(#"{"tableTypes":["TABLE","nonsense",null]}"#) == ["t", "it's %", "mine"])
            #expect(try await names(#"{"tableTypes":["SYSTEM TABLE"]}"#) == [])
            #expect(try await names(#"{"tableTypes":[]}"#) == all["TABLE_NAME"])
            #expect(try await names(#"{"schemaName":"S"}"#) == ["it's %"])
            #expect(try await names(#"{"tableName":"it's \\%"}"#) == ["it's %"])
            // Another session sees what is shared, and nothing of this one's.
            let other = try await gateway.open()
            #expect(try await gateway.ask("tables", in: other)["TABLE_NAME"] == ["t", "it's %", "v"])
        }
    }

    @Test("types of tables, sorted")
    func tableTypes() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            #expect(try await gateway.ask("tableTypes", in: session).rows == [["TABLE"], ["VIEW"]])
        }
    }
}
