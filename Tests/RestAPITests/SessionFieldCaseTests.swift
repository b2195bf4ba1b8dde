import Foundation
import Testing

@testable import RestAPI

/// What people met at servers of this kind, of sessions and their statements.
@Suite("Cases from the field, over a session's life")
struct SessionFieldCaseTests {
    /// The values of all rows, as text.
    private func rows(_ operation: String, _ gateway: Gateway, _ query: String = "") async throws -> [[String]] {
        let response = try await gateway.call("GET", "\(operation)/rowset?maxrows=5000\(query)")
        #expect(response.status == 200, "\(response.text)")
        let rows = response.json["rows"] as? [[String: Any]] ?? []
        return rows.map { row in
            (row["fields"] as? [[String: Any]] ?? []).map { field in field["value"].map { "\($0)" } ?? "?" }
        }
    }

    private func execute(_ statement: String, in session: String, _ gateway: Gateway) async throws -> Gateway.Response {
        let body = try JSONSerialization.data(withJSONObject: ["statement": statement])
        return try await gateway.call(
            "POST",
            "\(session)/operations/statement",
            body: String(decoding: body, as: UTF8.self)
        )
    }

    private func columns(_ operation: String, _ gateway: Gateway) async throws -> [String] {
        let columns = try await gateway.call("GET", "\(operation)/resultsetmetadata").json["columns"]
        return (columns as? [[String: Any]] ?? []).compactMap { $0["columnName"] as? String }
    }

    @Test("S03: comments around a statement change nothing of its result, and DDL has one column")
    func comments() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let operation = try await gateway.run("/* x */ create table t (i int) -- y", in: session)
            #expect(try await self.columns(operation, gateway) == ["Result"])
            #expect(try await self.rows(operation, gateway) == [])
        }
    }

    @Test("S05: of several statements the last gives the rows; a syntax error does nothing, a failure is named")
    func several() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let all = try await gateway.run(
                "create table t (i int); insert into t values (1), (2); select i from t order by i",
                in: session
            )
            #expect(try await self.rows(all, gateway) == [["1"], ["2"]])
            let syntax = try await self.execute(
                "create table u (i int); insert into u values (1); selec",
                in: session,
                gateway
            )
            #expect(syntax.status == 422)
            #expect(try await self.execute("select * from u", in: session, gateway).status == 422)
            let failing = try await self.execute(
                "create table u (i int); insert into u values ('x'); select 1",
                in: session,
                gateway
            )
            #expect(failing.status == 422 && failing.message.contains("statement 2 of 3"))
            let first = try await gateway.run("select count(*)::varchar from u", in: session)
            #expect(try await self.rows(first, gateway) == [["0"]])
        }
    }

    @Test(
        "S12: whatever gives rows gives them, however it begins",
        arguments: [
            "with t as (select 1) select * from t", "values (1)", "from range(1)", "(select 1)", "describe t",
            "explain select 1", "show tables", "summarize t", "pivot t on i using count(*)", "table t",
        ]
    )
    func rowsOfAll(_ statement: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run("create table t as select 1 as i", in: session)
            let operation = try await gateway.run(statement, in: session)
            #expect(try await !self.rows(operation, gateway).isEmpty)
            #expect(try await self.columns(operation, gateway) != ["Result"])
        }
    }

    @Test("S13, L07: after a cancel the next statement is done at once, time and again")
    func cancelAndGoOn() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            for _ in 0..<5 {
                let body = #"{"statement":"\#(Gateway.endless)","runAsync":true}"#
                let long = try await gateway.call("POST", "\(session)/operations/statement", body: body)
                let operation = "/api/v1/operations/\(long.identifier)"
                try await until("it runs") {
                    try await gateway.call("GET", "\(operation)/event").json["state"] as? String == "RUNNING_STATE"
                }
                let begin = ContinuousClock.now
                #expect(try await gateway.call("PUT", operation, body: #"{"action":"cancel"}"#).status == 200)
                #expect(
                    try await gateway.call("GET", "\(operation)/event").json["state"] as? String == "CANCELED_STATE"
                )
                let next = try await gateway.run("select 42", in: session)
                #expect(try await self.rows(next, gateway) == [["42"]])
                #expect(ContinuousClock.now - begin < .seconds(5))
            }
        }
    }

    @Test("S15: USE holds for every later call of the session, and for no other")
    func use() async throws {
        try await Gateway.with { gateway in
            let (session, other) = (try await gateway.open(), try await gateway.open())
            _ = try await gateway.run("create schema s", in: session)
            _ = try await gateway.run("use s", in: session)
            for (path, schema) in [(session, "s"), (session, "s"), (other, "main")] {
                let operation = try await gateway.run("select current_schema()", in: path)
                #expect(try await self.rows(operation, gateway) == [[schema]])
            }
        }
    }

    @Test("L04: a result that was read to its end is read again, in full")
    func readAgain() async throws {
        try await Gateway.with { gateway in
            let operation = try await gateway.run(
                "select i::varchar from range(3000) t(i)",
                in: try await gateway.open()
            )
            let whole = try await self.rows(operation, gateway)
            #expect(whole.count == 3000)
            #expect(try await self.rows(operation, gateway) == [])
            for _ in 0..<2 {
                #expect(try await self.rows(operation, gateway, "&fetchorientation=FETCH_FIRST") == whole)
            }
        }
    }

    @Test("L05: sessions opened and closed at once, of new users too, leave none behind")
    func openAndClose() async throws {
        try await Gateway.with { gateway in
            let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
                for number in 0..<48 {
                    group.addTask {
                        let body = #"{"configs":{"hive.server2.proxy.user":"user-\#(number % 12)"}}"#
                        let opened = try await gateway.call("POST", "/api/v1/sessions", body: body)
                        let closed = try await gateway.call("DELETE", "/api/v1/sessions/\(opened.identifier)")
                        return [opened.status, closed.status]
                    }
                }
                return try await group.reduce(into: [Int]()) { $0 += $1 }
            }
            #expect(statuses == Array(repeating: 200, count: 96))
            #expect(try await gateway.call("GET", "/api/v1/sessions/count").text == #"{"openSessionCount":0}"#)
        }
    }

    @Test("L09: a cancel after the end changes neither state nor rows")
    func cancelAfterEnd() async throws {
        try await Gateway.with { gateway in
            let operation = try await gateway.run(
                "select 1 union all select 2 order by 1",
                in: try await gateway.open()
            )
            let before = try await gateway.call("GET", "\(operation)/event").json["state"] as? String
            #expect(try await gateway.call("PUT", operation, body: #"{"action":"cancel"}"#).status == 200)
            #expect(try await gateway.call("GET", "\(operation)/event").json["state"] as? String == before)
            #expect(before == "FINISHED_STATE")
            #expect(try await self.rows(operation, gateway) == [["1"], ["2"]])
        }
    }

    @Test("L16: cancel three times, close, then anything: 200, 200, 404, and the session works")
    func cancelThrice() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let body = #"{"statement":"\#(Gateway.endless)","runAsync":true}"#
            let long = try await gateway.call("POST", "\(session)/operations/statement", body: body)
            let operation = "/api/v1/operations/\(long.identifier)"
            for _ in 0..<3 {
                #expect(try await gateway.call("PUT", operation, body: #"{"action":"cancel"}"#).status == 200)
            }
            #expect(try await gateway.call("PUT", operation, body: #"{"action":"close"}"#).status == 200)
            for (method, tail, body) in [
                ("GET", "/event", nil), ("GET", "/rowset", nil), ("GET", "/log", nil),
                ("GET", "/resultsetmetadata", nil),
                ("PUT", "", #"{"action":"cancel"}"#), ("PUT", "", #"{"action":"close"}"#),
            ] as [(String, String, String?)] {
                #expect(try await gateway.call(method, operation + tail, body: body).status == 404)
            }
            _ = try await gateway.run("select 1", in: session)
        }
    }
}
