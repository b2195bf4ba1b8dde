import ContractTestKit
import JSONTestKit
import Testing

extension ConformanceTests {
    /// A value of DuckDB's, the type that `resultsetmetadata` tells, and carrier and value in sessions of V1 and V6.
    private struct Value {
        var sql: String
        var type: String
        var carrier: String
        var value: String
        /// Where V6 has another.
        var carrier6: String?
        var value6: String?
    }

    /// Section 5, one row each; values are JSON.
    private static let values: [Value] = [
        .init(sql: "true", type: "BOOLEAN", carrier: "BOOL", value: "true"),
        .init(sql: "1::tinyint", type: "TINYINT", carrier: "BYTE", value: "1"),
        .init(sql: "1::smallint", type: "SMALLINT", carrier: "I16", value: "1"),
        .init(sql: "1::int", type: "INT", carrier: "I32", value: "1"),
        .init(sql: "9223372036854775807", type: "BIGINT", carrier: "I64", value: "9223372036854775807"),
        .init(sql: "0.1::float", type: "FLOAT", carrier: "DOUBLE", value: "0.10000000149011612", value6: "0.1"),
        .init(sql: "0.1::double", type: "DOUBLE", carrier: "DOUBLE", value: "0.1"),
        .init(sql: "'NaN'::double", type: "DOUBLE", carrier: "DOUBLE", value: #""NaN""#),
        .init(sql: "'-Infinity'::float", type: "FLOAT", carrier: "DOUBLE", value: #""-Infinity""#),
        .init(sql: "1.10::decimal(5,2)", type: "DECIMAL", carrier: "STRING", value: #""1.10""#),
        .init(sql: "'žluť'", type: "STRING", carrier: "STRING", value: #""žluť""#),
        .init(
            sql: "'kyuubi'::blob",
            type: "BINARY",
            carrier: "STRING",
            value: #""kyuubi""#,
            carrier6: "BINARY",
            value6: #""a3l1dWJp""#
        ),
        .init(sql: "date '2024-02-29'", type: "DATE", carrier: "STRING", value: #""2024-02-29""#),
        .init(
            sql: "timestamp '2024-02-29 01:02:03.120'",
            type: "TIMESTAMP",
            carrier: "STRING",
            value: #""2024-02-29 01:02:03.12""#
        ),
        .init(sql: "[1,2,null]", type: "ARRAY", carrier: "STRING", value: #""[1,2,null]""#),
        .init(sql: "map {'k':1,'j':null}", type: "MAP", carrier: "STRING", value: #""{\"j\":null,\"k\":1}""#),
        .init(
            sql: "{'a':1,'b':'x','c':null::int}",
            type: "STRUCT",
            carrier: "STRING",
            value: #""{\"a\":1,\"b\":\"x\",\"c\":null}""#
        ),
        .init(sql: "null", type: "NULL", carrier: "STRING", value: "null"),
        .init(sql: "null::int", type: "INT", carrier: "I32", value: "null"),
        .init(sql: "null::blob", type: "BINARY", carrier: "STRING", value: "null", carrier6: "BINARY"),
    ]

    @Test("5 and 11.5 values: the table of types, in a session of V1 and one of V6", arguments: [0, 5])
    func values(protocolVersion: Int) async throws {
        let sql = Self.values.map(\.sql).joined(separator: ", ")
        let fields = Self.values.map { value -> JSON in
            let isColumnar = protocolVersion >= 5
            let carrier = (isColumnar ? value.carrier6 : nil) ?? value.carrier
            let content = (isColumnar ? value.value6 : nil) ?? value.value
            return ["dataType": .text("=\"\(carrier)_VAL\""), "value": .text("=\(content)")]
        }
        let columns = Self.values.enumerated().map { index, value -> JSON in
            let isDecimal = value.type == "DECIMAL"
            return [
                "dataType": .text("=\"\(value.type)_TYPE\""), "columnName": "string", "columnIndex": .text("=\(index)"),
                "precision": isDecimal ? "=5" : "=0", "scale": isDecimal ? "=2" : "=0", "comment": "string",
            ]
        }
        try await self.everywhere(
            [
                Exchange(
                    "open",
                    "POST \(Self.sessions)",
                    #"{"protocolVersion":\#(protocolVersion)}"#,
                    keeps: "session"
                ),
                Self.run("select \(sql)"),
                Exchange("columns", "GET \(Self.operation)/resultsetmetadata", answer: ["columns": .array(columns)]),
                Exchange(
                    "rows",
                    "GET \(Self.operation)/rowset",
                    answer: ["rows": [["fields": .array(fields)]], "rowCount": "=1"]
                ),
            ]
        )
    }

    @Test("10 metadata: patterns, what matches nothing, orders")
    func patterns() async throws {
        func ask(_ what: String, _ body: String, _ count: Int) -> [Exchange] {
            [
                Exchange("\(what) \(body)", "POST \(Self.session)/operations/\(what)", body, keeps: "operation"),
                Exchange(
                    "event of \(what) \(body)",
                    "GET \(Self.operation)/event",
                    answer: ["shouldRunAsync": "=false"],
                    awaits: "FINISHED_STATE"
                ),
                Exchange(
                    "rows of \(what) \(body)",
                    "GET \(Self.operation)/rowset",
                    answer: ["rowCount": .text("=\(count)")]
                ),
            ]
        }
        let tables =
            "create or replace temp table walk_a (i int, j int); create or replace temp table walk_b (i int); "
            + "create or replace temp table walkxa (i int)"
        let catalog = #""catalogName":"temp""#
        try await self.everywhere(
            [Self.open, Self.run(tables)]
                + ask("tables", #"{\#(catalog),"tableName":"walk\\_%"}"#, 2)
                + ask("tables", #"{\#(catalog),"tableName":"walk_a"}"#, 2)
                + ask("tables", #"{\#(catalog),"tableName":"WALK%"}"#, 3)
                + ask("tables", #"{\#(catalog),"tableName":"walk.a"}"#, 0)
                + ask("tables", #"{\#(catalog),"tableName":"walk%","tableTypes":["VIEW"]}"#, 0)
                + ask("tables", #"{\#(catalog),"tableName":"walk%","tableTypes":[]}"#, 3)
                + ask("columns", #"{\#(catalog),"tableName":"walk\\_a","columnName":"_"}"#, 2)
                + ask("schemas", #"{"catalogName":"no_such_catalog"}"#, 0)
                + ask("functions", #"{"functionName":"no_such_function"}"#, 0)
        )
    }
}
