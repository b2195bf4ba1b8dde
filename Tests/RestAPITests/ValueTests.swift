import Testing

/// What a live Kyuubi with Spark answers, for values that both engines have.
@Suite("Values as Kyuubi sends them")
struct ValueTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var statement: String
        /// The fields of the one row, of protocols V1 to V5.
        var rowBased: String
        /// The same from V6 on; `nil` where there is no difference.
        var columnBased: String?
        var types: [String]

        var testDescription: String { self.statement }
    }

    private static func field(_ carrier: String, _ value: String) -> String {
        #"{"dataType":"\#(carrier)_VAL","value":\#(value)}"#
    }

    static let cases: [Case] = [
        Case(
            statement: "select true a, false b, cast(null as boolean) n",
            rowBased: [field("BOOL", "true"), field("BOOL", "false"), field("BOOL", "null")].joined(separator: ","),
            types: ["BOOLEAN", "BOOLEAN", "BOOLEAN"]
        ),
        Case(
            statement: "select 127::tinyint a, (-32768)::smallint b, 2147483647 c, 9223372036854775807 d, null::int n",
            rowBased: [
                field("BYTE", "127"), field("I16", "-32768"), field("I32", "2147483647"),
                field("I64", "9223372036854775807"), field("I32", "null"),
            ].joined(separator: ","),
            types: ["TINYINT", "SMALLINT", "INT", "BIGINT", "INT"]
        ),
        Case(
            statement:
                "select 0.1::float f, 1.5::float g, 'nan'::double x, 'infinity'::double i, '-infinity'::double j",
            rowBased: [
                field("DOUBLE", "0.10000000149011612"), field("DOUBLE", "1.5"), field("DOUBLE", "\"NaN\""),
                field("DOUBLE", "\"Infinity\""), field("DOUBLE", "\"-Infinity\""),
            ].joined(separator: ","),
            columnBased: [
                field("DOUBLE", "0.1"), field("DOUBLE", "1.5"), field("DOUBLE", "\"NaN\""),
                field("DOUBLE", "\"Infinity\""), field("DOUBLE", "\"-Infinity\""),
            ].joined(separator: ","),
            types: ["FLOAT", "FLOAT", "DOUBLE", "DOUBLE", "DOUBLE"]
        ),
        Case(
            statement: "select 0.1::double d, 1::double one, '-0.0'::double z",
            rowBased: [field("DOUBLE", "0.1"), field("DOUBLE", "1.0"), field("DOUBLE", "-0.0")].joined(separator: ","),
            types: ["DOUBLE", "DOUBLE", "DOUBLE"]
        ),
        Case(
            statement: """
                select 1.10::decimal(5,2) a, 0.0000001::decimal(20,10) b,
                12345678901234567890123456789012345678::decimal(38,0) c, null::decimal(5,2) n
                """,
            rowBased: [
                field("STRING", "\"1.10\""), field("STRING", "\"0.0000001000\""),
                field("STRING", "\"12345678901234567890123456789012345678\""), field("STRING", "null"),
            ].joined(separator: ","),
            types: ["DECIMAL", "DECIMAL", "DECIMAL", "DECIMAL"]
        ),
        Case(
            statement: "select 'plain' a, '' b, 'quote \" back \\ nl \n ctl' c, 'žluťoučký 漢字 🎉' d",
            rowBased: [
                field("STRING", "\"plain\""), field("STRING", "\"\""),
                field("STRING", #""quote \" back \\ nl \n ctl""#), field("STRING", "\"žluťoučký 漢字 🎉\""),
            ].joined(separator: ","),
            types: ["STRING", "STRING", "STRING", "STRING"]
        ),
        Case(
            statement: "select 'abc'::blob a, unhex('00FF80') b, null::blob n",
            rowBased: [
                field("STRING", "\"abc\""), field("STRING", "\"\\u0000\u{FFFD}\u{FFFD}\""), field("STRING", "null"),
            ].joined(separator: ","),
            columnBased: [
                field("BINARY", "\"YWJj\""), field("BINARY", "\"AP+A\""), field("BINARY", "null"),
            ].joined(separator: ","),
            types: ["BINARY", "BINARY", "BINARY"]
        ),
        Case(
            statement: """
                select date '2024-02-29' d, timestamp '2024-02-29 12:34:56.123456' t,
                timestamp '2024-02-29 00:00:00' u, timestamp '2024-02-29 12:34:56.5' z
                """,
            rowBased: [
                field("STRING", "\"2024-02-29\""), field("STRING", "\"2024-02-29 12:34:56.123456\""),
                field("STRING", "\"2024-02-29 00:00:00\""), field("STRING", "\"2024-02-29 12:34:56.5\""),
            ].joined(separator: ","),
            types: ["DATE", "TIMESTAMP", "TIMESTAMP", "TIMESTAMP"]
        ),
        Case(
            statement: """
                select [1,2,null] a, map {'k': 1, 'l': null} m, {'x': 1, 'y': 't'} s, [['a','b']] n, []::int[] e
                """,
            rowBased: [
                field("STRING", "\"[1,2,null]\""), field("STRING", #""{\"k\":1,\"l\":null}""#),
                field("STRING", #""{\"x\":1,\"y\":\"t\"}""#), field("STRING", #""[[\"a\",\"b\"]]""#),
                field("STRING", "\"[]\""),
            ].joined(separator: ","),
            types: ["ARRAY", "MAP", "STRUCT", "ARRAY", "ARRAY"]
        ),
    ]

    @Test("a row has Kyuubi's fields in both protocol families, and its columns Kyuubi's types", arguments: Self.cases)
    func values(_ value: Case) async throws {
        try await Gateway.with { gateway in
            for (version, fields) in [(0, value.rowBased), (10, value.columnBased ?? value.rowBased)] {
                let session = try await gateway.open(protocolVersion: version)
                let operation = try await gateway.run(value.statement, in: session)
                let rows = try await gateway.call("GET", "\(operation)/rowset")
                #expect(rows.text == #"{"rows":[{"fields":[\#(fields)]}],"rowCount":1}"#)
                let columns = try await gateway.call("GET", "\(operation)/resultsetmetadata").json["columns"]
                let types = (columns as? [[String: Any]] ?? []).map { $0["dataType"] as? String }
                #expect(types == value.types.map { "\($0)_TYPE" })
            }
        }
    }
}
