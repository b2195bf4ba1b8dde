import JSONTestKit
import Testing

extension ConformanceTests {
    @Test("14 a session by example, word for word, through a node that does not own it")
    func example() async throws {
        let nodes = try SharedCluster.current.nodes
        let (owner, port) = (nodes[0], nodes[1].port)
        let opened = try await self.client.call(
            "POST",
            "/api/v1/sessions",
            at: owner.port,
            #"{"configs":{"kyuubi.session.name":"demo"}}"#
        )
        let session = opened.json["identifier"].text ?? ""
        let instance = "127.0.0.1:\(owner.port)"
        #expect(opened.status == 200)
        #expect(opened.text == #"{"identifier":"\#(session)","kyuubiInstance":"\#(instance)"}"#)

        let sql = "select 1 as a, cast(1.10 as decimal(5,2)) as d, null as n"
        let statement = try await self.client.call(
            "POST",
            "/api/v1/sessions/\(session)/operations/statement",
            at: port,
            #"{"statement":"\#(sql)","runAsync":true,"queryTimeout":60}"#
        )
        let identifier = statement.json["identifier"].text ?? ""
        #expect(statement.status == 200 && statement.text == #"{"identifier":"\#(identifier)"}"#)
        let operation = "/api/v1/operations/\(identifier)"
        try await self.client.wait(for: "FINISHED_STATE", of: identifier, at: port)
        try await self.event("\(operation)/event", at: port, session, identifier, sql, instance)

        let columns = try await self.client.get("\(operation)/resultsetmetadata", at: port)
        #expect(
            columns.text
                == #"{"columns":[{"columnName":"a","dataType":"INT_TYPE","columnIndex":0,"precision":0,"scale":0,"#
                + #""comment":""},{"columnName":"d","dataType":"DECIMAL_TYPE","columnIndex":1,"precision":5,"scale":2,"#
                + #""comment":""},{"columnName":"n","dataType":"NULL_TYPE","columnIndex":2,"precision":0,"scale":0,"#
                + #""comment":""}]}"#
        )
        let page = "\(operation)/rowset?maxrows=10&fetchorientation=FETCH_NEXT"
        let rows = try await self.client.get(page, at: port)
        #expect(
            rows.text
                == #"{"rows":[{"fields":[{"dataType":"I32_VAL","value":1},{"dataType":"STRING_VAL","value":"1.10"},"#
                + #"{"dataType":"STRING_VAL","value":null}]}],"rowCount":1}"#
        )
        #expect(try await self.client.get(page, at: port).text == #"{"rows":[],"rowCount":0}"#)

        let close = try await self.client.call("PUT", operation, at: port, #"{"action":"close"}"#)
        #expect(close.status == 200 && close.body.isEmpty)
        let gone = try await self.client.get("\(operation)/event", at: port)
        #expect(gone.status == 404)
        #expect(gone.json["message"].text?.hasPrefix("Error getting an operation event: ") == true, "\(gone.text)")
        let end = try await self.client.call("DELETE", "/api/v1/sessions/\(session)", at: port)
        #expect(end.status == 200 && end.body.isEmpty)
        let again = try await self.client.call("DELETE", "/api/v1/sessions/\(session)", at: port)
        #expect(again.status == 404)
        #expect(again.json["message"].text == "Invalid session handle: \(session)")
    }

    private func event(
        _ path: String,
        at port: Int,
        _ session: String,
        _ identifier: String,
        _ sql: String,
        _ instance: String
    ) async throws {
        let event = try await self.client.get(path, at: port)
        // The engine's own name for the statement: Spark's is the handle.
        let remote = event.json["remoteId"].text ?? ""
        #expect(!remote.isEmpty)
        let times = ["createTime", "startTime", "completeTime", "eventTime"].map { event.json[$0].integer ?? 0 }
        #expect(event.status == 200)
        // `eventType` is of section 9.2, for clients of Kyuubi 1.7.
        #expect(times == times.sorted() && times[0] > 1_700_000_000_000, "\(event.text)")
        #expect(
            event.text == #"{"statementId":"\#(identifier)","remoteId":"\#(remote)","statement":"\#(sql)","#
                + #""shouldRunAsync":true,"state":"FINISHED_STATE","eventTime":\#(times[3]),"createTime":\#(times[0]),"#
                + #""startTime":\#(times[1]),"completeTime":\#(times[2]),"exception":null,"sessionId":"\#(session)","#
                + #""sessionUser":"anonymous","sessionType":"INTERACTIVE","kyuubiInstance":"\#(instance)","#
                + #""metrics":{"fetchLogCount":"0","fetchResultsCount":"0"},"progress":null,"eventType":"kyuubi_operation"}"#
        )
    }
}
