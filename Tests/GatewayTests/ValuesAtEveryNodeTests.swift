import Testing

/// Values come whole and the same from every node, in the process that is shipped.
@Suite(.serialized, .sharedCluster)
struct ValuesAtEveryNodeTests {
    let client = Client()

    /// What every node answers for a statement's rows, asked in full.
    private func rows(_ sql: String, _ configs: [String: String] = [:]) async throws -> [Answer] {
        let cluster = try SharedCluster.current
        let session = try await self.client.open(at: cluster.nodes[0].port, configs)
        let operation = try await self.client.run(sql, in: session, at: cluster.nodes[1].port)
        var answers: [Answer] = []
        for node in cluster.nodes {
            let path = "/api/v1/operations/\(operation)/rowset?maxrows=5000&fetchorientation=FETCH_FIRST"
            answers.append(try await self.client.get(path, at: node.port))
        }
        #expect(answers.allSatisfy { $0.status == 200 && $0.body == answers[0].body })
        _ = try await self.client.call("DELETE", "/api/v1/sessions/\(session)", at: cluster.nodes[2].port)
        return answers
    }

    @Test("integers are exact to the digit")
    func integers() async throws {
        let numbers = ["9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808"]
        let list = numbers.map { "cast('\($0)' as bigint)" }.joined(separator: ", ")
        for answer in try await self.rows("select \(list)") {
            let fields = numbers.map { #"{"dataType":"I64_VAL","value":\#($0)}"# }.joined(separator: ",")
            #expect(answer.text == #"{"rows":[{"fields":[\#(fields)]}],"rowCount":1}"#)
        }
    }

    @Test("U+0000 stays in a text")
    func nul() async throws {
        for answer in try await self.rows("select 'a' || chr(0) || 'b'") {
            #expect(answer.json["rows"][0]["fields"][0]["value"] == .text("a\u{0}b"))
        }
    }

    @Test("1,200 columns by 30 rows")
    func wide() async throws {
        let columns = (0..<1200).map { "i * 1200 + \($0) as c\($0)" }.joined(separator: ", ")
        let rows = (0..<30).map { row in
            let fields = (0..<1200).map { #"{"dataType":"I64_VAL","value":\#(row * 1200 + $0)}"# }
            return #"{"fields":[\#(fields.joined(separator: ","))]}"#
        }
        for answer in try await self.rows("select \(columns) from range(30) t(i)") {
            #expect(answer.text == #"{"rows":[\#(rows.joined(separator: ","))],"rowCount":30}"#)
        }
    }

    @Test("points in time are shown in the session's zone")
    func zone() async throws {
        let sql = "select '2024-07-01 12:00:00+00'::timestamptz, '2024-01-01 12:00:00+00'::timestamptz"
        for answer in try await self.rows(sql, ["spark.sql.session.timeZone": "Europe/Berlin"]) {
            let values = answer.json["rows"][0]["fields"].array.map { $0["value"].text }
            #expect(values == ["2024-07-01 14:00:00", "2024-01-01 13:00:00"])
        }
    }

    @Test("a text of 16 MiB arrives whole")
    func longText() async throws {
        for answer in try await self.rows("select repeat('0123456789abcdeF', 1 << 20)") {
            let text = String(repeating: "0123456789abcdeF", count: 1 << 20)
            #expect(
                answer.text == #"{"rows":[{"fields":[{"dataType":"STRING_VAL","value":"\#(text)"}]}],"rowCount":1}"#
            )
        }
    }
}
