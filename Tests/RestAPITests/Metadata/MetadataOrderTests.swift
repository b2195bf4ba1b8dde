import Testing

@testable import RestAPI

@Suite("Metadata: order and transactions")
struct MetadataOrderTests {
    @Test("a question waits for the statements before it, and sees what they did")
    func order() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let body =
                #"{"runAsync":true,"statement":"create table late as select count(*) from range(30000000) a(i) where hash(i) % 7 = 3"}"#
            let statement = try await gateway.call("POST", "\(session)/operations/statement", body: body)
            #expect(statement.status == 200)
            #expect(try await gateway.ask("tables", in: session)["TABLE_NAME"] == ["late"])
            let event = try await gateway.call("GET", "/api/v1/operations/\(statement.identifier)/event").value
            #expect(event["state"].text == "FINISHED_STATE")
        }
    }

    @Test("a question is part of the session's transaction")
    func transaction() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let other = try await gateway.open()
            _ = try await gateway.run("begin; create table t (i int)", in: session)
            #expect(try await gateway.ask("tables", in: session)["TABLE_NAME"] == ["t"])
            #expect(try await gateway.ask("tables", in: other)["TABLE_NAME"] == [])
            _ = try await gateway.run("rollback", in: session)
            #expect(try await gateway.ask("tables", in: session)["TABLE_NAME"] == [])
            // What DuckDB refuses in a transaction that has failed, it refuses to a question too.
            let failing = #"{"statement":"begin; select error('x')"}"#
            #expect(try await gateway.call("POST", "\(session)/operations/statement", body: failing).status == 422)
            let refused = try await gateway.call("POST", "\(session)/operations/tables", body: "{}")
            #expect(refused.status == 422 && refused.message.hasPrefix("Error getting tables: "))
            _ = try await gateway.run("rollback", in: session)
            #expect(try await gateway.ask("tables", in: session)["TABLE_NAME"] == [])
        }
    }

    @Test("a question that waits can be cancelled, and the call says so")
    func cancel() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let long = "select count(*) from range(100000000) a(i), range(100000) b(j) where (i * j) % 7 = 3"
            let body = #"{"runAsync":true,"statement":"\#(long)"}"#
            let statement = try await gateway.call("POST", "\(session)/operations/statement", body: body)
            async let answer = gateway.call("POST", "\(session)/operations/tables", body: "{}")
            var waiting: String?
            while waiting == nil {
                let listed = try await gateway.call("GET", "\(session)/operations").value.elements
                waiting = listed.first { $0["statement"].text == "GetTables" }?["identifier"].text
                await Task.yield()
            }
            let cancel = #"{"action":"cancel"}"#
            let path = "/api/v1/operations/\(waiting ?? "")"
            #expect(try await gateway.call("PUT", path, body: cancel).status == 200)
            let refused = try await answer
            #expect(refused.status == 409 && refused.message.contains("CANCELED"))
            #expect(
                try await gateway.call("PUT", "/api/v1/operations/\(statement.identifier)", body: cancel).status == 200
            )
            #expect(try await gateway.ask("tables", in: session).rows == [])
        }
    }

    @Test("settings for statements do not touch metadata")
    func settings() async throws {
        try await Gateway.with { gateway in
            let opened = try await gateway.call(
                "POST",
                "/api/v1/sessions",
                body: #"{"configs":{"kyuubi.operation.result.max.rows":"1","kyuubi.operation.language":"SCALA"}}"#
            )
            let session = "/api/v1/sessions/\(opened.identifier)"
            #expect(try await gateway.ask("tableTypes", in: session).rows.count == 2)
        }
    }
}
