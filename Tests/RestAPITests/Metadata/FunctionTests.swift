import Testing

@testable import RestAPI

@Suite("Metadata: functions")
struct FunctionTests {
    @Test("functions come by catalog, schema and name, each once, without a name all")
    func functions() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(
                """
                create macro plus(a, b) as a + b; create macro rows_of(a) as table select a; create schema s;
                create macro s.plus(a) as a; create temp macro own() as 1; comment on macro plus is 'adds'
                """,
                in: session
            )
            func functions(_ body: String) async throws -> [[String?]] {
                try await gateway.ask("functions", body, in: session).rows
            }
            #expect(
                try await functions(#"{"catalogName":"memory"}"#) == [
                    ["memory", "main", "plus", "adds", "1", "plus"],
                    ["memory", "main", "rows_of", "", "2", "rows_of"],
                    ["memory", "s", "plus", "", "1", "plus"],
                ]
            )
            let abs = try await functions(#"{"functionName":"ABS"}"#)
            #expect(abs == [["system", "main", "abs", "Absolute value", "1", "abs"]])
            // A function of both kinds, one that is a table, and one that is a statement.
            let kinds = try await gateway.ask("functions", #"{"functionName":"%range"}"#, in: session)
            #expect(kinds[["FUNCTION_NAME", "FUNCTION_TYPE"]].contains(["range", "0"]))
            for (body, column, value) in [
                (#"{"functionName":"read\\_csv"}"#, 4, "2"), (#"{"schemaName":"S"}"#, 2, "plus"),
                (#"{"functionName":"own"}"#, 0, "temp"),
            ] {
                let rows = try await functions(body)
                #expect(rows.map { $0[column] } == [value])
            }
            #expect(try await functions(#"{"catalogName":"nosuch"}"#) == [])

            let all = try await functions("{}")
            let counted = try await gateway.run(
                "select count(distinct (database_name, schema_name, function_name)) from duckdb_functions()",
                in: session
            )
            #expect(try await gateway.table(of: counted).rows == [[String(all.count)]])
            #expect(all.count > 500)
            let names = all.map { row in row[..<3].map { Array(($0 ?? "").utf8) } }
            #expect(
                zip(names, names.dropFirst()).allSatisfy { first, second in
                    first.lexicographicallyPrecedes(second) { $0.lexicographicallyPrecedes($1) }
                }
            )
        }
    }
}
