import Foundation
import Testing

@testable import RestAPI

@Suite("Calls on operations")
struct OperationCallTests {
    @Test("a statement's event, columns, rows and log")
    func statement() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let operation = try await gateway.run("select 1 as a, 1.10::decimal(5,2) as d, null as n", in: session)
            let event = try await gateway.call("GET", "\(operation)/event").json
            #expect(event["state"] as? String == "FINISHED_STATE")
            #expect(event["statementId"] as? String == String(operation.suffix(36)))
            #expect(event["sessionId"] as? String == String(session.suffix(36)))
            #expect(event["shouldRunAsync"] as? Bool == false)
            #expect(event["exception"] is NSNull && event["progress"] is NSNull)
            #expect(event["metrics"] as? [String: String] == ["fetchLogCount": "0", "fetchResultsCount": "0"])
            #expect(
                try await gateway.call("GET", "\(operation)/resultsetmetadata").text.hasPrefix(
                    #"{"columns":[{"columnName":"a","dataType":"INT_TYPE","columnIndex":0,"precision":0,"scale":0,"comment":""},"#
                        + #"{"columnName":"d","dataType":"DECIMAL_TYPE","columnIndex":1,"precision":5,"scale":2,"comment":""},"#
                )
            )
            let log = try await gateway.call("GET", "\(operation)/log?maxrows=0").json
            let lines = log["logRowSet"] as? [String] ?? []
            #expect(lines.count >= 10 && log["rowCount"] as? Int == lines.count)
            #expect(lines.contains { $0.contains("select 1 as a") })
            #expect(try await gateway.call("GET", "\(operation)/log").text == #"{"logRowSet":[],"rowCount":0}"#)
            let operations = try await gateway.call("GET", "\(session)/operations").text
            #expect(operations.hasPrefix(#"[{"identifier":"\#(operation.suffix(36))","remoteId":"#))
        }
    }

    @Test("pages follow the cursor, and HEAD moves nothing")
    func paging() async throws {
        try await Gateway.with { gateway in
            let operation = try await gateway.run("select i::int i from range(10) t(i)", in: try await gateway.open())
            func rows(_ orientation: String, method: String = "GET") async throws -> [Int] {
                let target = "\(operation)/rowset?maxrows=3&fetchorientation=\(orientation)"
                let rows = try await gateway.call(method, target).json["rows"] as? [[String: Any]] ?? []
                return rows.compactMap { ($0["fields"] as? [[String: Any]])?.first?["value"] as? Int }
            }
            #expect(try await rows("FETCH_NEXT") == [0, 1, 2])
            #expect(try await rows("FETCH_NEXT", method: "HEAD") == [3, 4, 5])
            #expect(try await rows("FETCH_NEXT") == [3, 4, 5])
            #expect(try await rows("FETCH_PRIOR") == [0, 1, 2])
            #expect(try await rows("FETCH_PRIOR") == [0, 1, 2])
            #expect(try await rows("FETCH_NEXT") == [3, 4, 5])
            #expect(try await rows("FETCH_FIRST") == [0, 1, 2])
            for (orientation, status) in [("FETCH_LAST", 404), ("fetch_next", 400), ("", 400)] {
                let target = "\(operation)/rowset?fetchorientation=\(orientation)"
                #expect(try await gateway.call("GET", target).status == status)
            }
            #expect(try await gateway.call("GET", "\(operation)/rowset?maxrows=x").status == 400)
            #expect(try await gateway.call("GET", "\(operation)/rowset?maxrows=0").text == #"{"rows":[],"rowCount":0}"#)
            let tooMany = try await gateway.call("GET", "\(operation)/rowset?maxrows=100001")
            #expect(tooMany.status == 400 && tooMany.message.contains("should not exceed the limit: 100000"))
            let log = try await gateway.call("GET", "/api/v1/operations/x/log?fetchorientation=FETCH_PRIOR")
            #expect(log.status == 400 && log.message == "FETCH_PRIOR in operation log is not supported")
        }
    }

    @Test("a large page comes in pieces, and is whole")
    func pieces() async throws {
        try await Gateway.with { gateway in
            let operation = try await gateway.run(
                "select i, 'text ' || i from range(20000) t(i)",
                in: try await gateway.open()
            )
            let page = try await gateway.call("GET", "\(operation)/rowset?maxrows=20000")
            #expect(page.pieces > 5)
            #expect(page.json["rowCount"] as? Int == 20_000)
            #expect((page.json["rows"] as? [Any])?.count == 20_000)
            #expect(try await gateway.call("GET", "\(operation)/rowset").text == #"{"rows":[],"rowCount":0}"#)
        }
    }

    @Test("a statement without a result has one column and no rows")
    func noResult() async throws {
        try await Gateway.with { gateway in
            let operation = try await gateway.run("create table t (i int)", in: try await gateway.open())
            let columns = try await gateway.call("GET", "\(operation)/resultsetmetadata").text
            let column =
                #"{"columnName":"Result","dataType":"STRING_TYPE","columnIndex":0,"precision":0,"scale":0,"comment":""}"#
            #expect(columns == #"{"columns":[\#(column)]}"#)
            #expect(try await gateway.call("GET", "\(operation)/rowset").text == #"{"rows":[],"rowCount":0}"#)
        }
    }

    @Test("a synchronous statement that fails is 422 in the engine's words, and leaves no operation")
    func syncFailure() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            for statement in ["selec 1", "select * from nowhere"] {
                let body = #"{"statement":"\#(statement)"}"#
                let response = try await gateway.call("POST", "\(session)/operations/statement", body: body)
                #expect(response.status == 422)
                #expect(response.message.hasPrefix("Error executing statement: "))
                #expect(response.message.contains("Error:"))
            }
            #expect(try await gateway.call("GET", "\(session)/operations").text == "[]")
        }
    }

    @Test("an asynchronous statement that fails says so in its event, and where its rows are asked for")
    func asyncFailure() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let body = #"{"statement":"select * from nowhere","runAsync":"true"}"#
            let response = try await gateway.call("POST", "\(session)/operations/statement", body: body)
            #expect(response.status == 200)
            let operation = "/api/v1/operations/\(response.identifier)"
            let event = try await gateway.end(of: operation)
            #expect(event["state"] as? String == "ERROR_STATE")
            let exception = event["exception"] as? [String: Any]
            #expect((exception?["message"] as? String)?.contains("nowhere") == true)
            #expect((exception?["stackTrace"] as? [Any])?.isEmpty == true)
            let rows = try await gateway.call("GET", "\(operation)/rowset")
            #expect(rows.status == 422 && rows.message.contains("nowhere"))
            #expect(rows.message.hasPrefix("Error getting result row set for operation handle \(response.identifier)"))
            #expect(try await gateway.call("GET", "\(operation)/resultsetmetadata").status == 422)
        }
    }

    @Test(
        "a bad statement call is 400",
        arguments: [
            "", "{", "{}", #"{"statement":null}"#, #"{"statement":[]}"#, #"{"statement":"select 1","runAsync":"yes"}"#,
            #"{"statement":"select 1","queryTimeout":99999999999999999999}"#,
            #"{"statement":"select \u0000 1"}"#,
        ]
    )
    func badStatement(_ body: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let response = try await gateway.call("POST", "\(session)/operations/statement", body: body)
            #expect(response.status == 400)
            #expect(response.message.hasPrefix("Error executing statement"))
        }
    }

    @Test("cancel and close, in any case, once and again")
    func actions() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let operation = try await gateway.run("select 1", in: session)
            func put(_ body: String) async throws -> Gateway.Response {
                try await gateway.call("PUT", operation, body: body)
            }
            for body in [#"{"action":"cancel"}"#, #"{"action":"CANCEL"}"#] {
                let response = try await put(body)
                #expect(response.status == 200 && response.text.isEmpty)
            }
            let event = try await gateway.call("GET", "\(operation)/event").json
            #expect(event["state"] as? String == "FINISHED_STATE")
            for body in ["", "null", "{}", #"{"action":"explode"}"#, #"{"action":null}"#] {
                let response = try await put(body)
                #expect(response.status == 400 && response.message.hasPrefix("Error applying"))
            }
            #expect(try await put(#"{"action":"explode"}"#).message.contains("Invalid action explode"))
            #expect(try await put(#"{"action":"Close"}"#).status == 200)
            #expect(try await put(#"{"action":"close"}"#).status == 404)
            #expect(
                try await gateway.call("GET", "\(operation)/event").message.hasPrefix(
                    "Error getting an operation event"
                )
            )
        }
    }

    @Test("rows of a statement that was cancelled are 409, and the message names the state")
    func cancelled() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let body = #"{"statement":"\#(Gateway.endless)","runAsync":true}"#
            let response = try await gateway.call("POST", "\(session)/operations/statement", body: body)
            let operation = "/api/v1/operations/\(response.identifier)"
            let early = try await gateway.call("GET", "\(operation)/rowset")
            #expect(early.status == 409 && early.message.contains("Expected state FINISHED, but found"))
            #expect(try await gateway.call("PUT", operation, body: #"{"action":"cancel"}"#).status == 200)
            let event = try await gateway.call("GET", "\(operation)/event").json
            #expect(event["state"] as? String == "CANCELED_STATE")
            let late = try await gateway.call("GET", "\(operation)/rowset")
            #expect(late.status == 409 && late.message.contains("CANCELED"))
        }
    }
}
