import Testing

@testable import RestAPI

@Suite("Metadata: names and patterns")
struct PatternTests {
    /// Names with what is special in patterns, in SQL and in regular expressions.
    private static let names = [
        "a%b", "a_b", "axb", "a.b", "a[b]", "it's", "\"q\"", "back\\slash", "end\\", "Größe", "日本", "a b", "*", "a\nb",
    ]

    @Test(
        "a pattern takes % and _, and what a backslash protects as it is",
        arguments: [
            ("a%b", ["a%b", "a_b", "axb", "a.b", "a b", "a\nb"]), (#"a\%b"#, ["a%b"]), (#"a\_b"#, ["a_b"]),
            ("a_b", ["a%b", "a_b", "axb", "a.b", "a b", "a\nb"]), ("a.b", ["a.b"]), ("a[b]", ["a[b]"]),
            ("it's", ["it's"]), (#""q""#, [#""q""#]), (#"back\\slash"#, [#"back\slash"#]), (#"back\slash"#, []),
            (#"end\"#, [#"end\"#]), (#"end\\"#, [#"end\"#]), ("GRÖSSE", []), ("GRÖßE", ["Größe"]), ("__", ["日本"]),
            ("日%", ["日本"]), (#"\*"#, ["*"]), ("%*", ["*"]), ("AXB", ["axb"]), ("'; drop table axb; --", []),
            ("%%%%", names), ("%", names), ("*", names), ("", names), ("a\u{0}b", []), ("axb ", []),
        ] as [(String, [String])]
    )
    func patterns(pattern: String, expected: [String]) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let quoted = Self.names.map { "\"\($0.replacing("\"", with: "\"\""))\"" }
            let tables = quoted.map { "create table \($0) (i int); create schema \($0)" }
            let wide = "create schema w; create table w.wide (\(quoted.map { "\($0) int" }.joined(separator: ", ")))"
            _ = try await gateway.run((tables + [wide]).joined(separator: ";"), in: session)
            func found(_ operation: String, _ member: String, _ rest: String, _ column: String) async throws
                -> [String?]
            {
                var body: [UInt8] = []
                body.append(utf8: "{\"\(member)\":")
                body.append(jsonString: pattern)
                body.append(utf8: rest)
                return try await gateway.ask(operation, String(decoding: body, as: UTF8.self), in: session)[column]
            }
            let main = #","schemaName":"main"}"#
            let sorted = expected.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(try await found("tables", "tableName", main, "TABLE_NAME") == sorted)
            #expect(try await found("columns", "tableName", main, "TABLE_NAME") == sorted)
            let wideOnly = #","tableName":"wide"}"#
            let columns = Self.names.filter(expected.contains)
            #expect(try await found("columns", "columnName", wideOnly, "COLUMN_NAME") == columns)
            let schemas = try await found("schemas", "schemaName", "}", "TABLE_SCHEM")
            #expect(schemas.filter { $0 != "main" && $0 != "w" } == sorted)
        }
    }

    @Test("case counts in catalogs that were attached, and not in the session's own")
    func letters() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(
                "create table Abc (i int); attach ':memory:' as other; create table other.Abc (i int)",
                in: session
            )
            func count(_ body: String) async throws -> Int {
                try await gateway.ask("columns", body, in: session).rows.count
            }
            for (body, expected) in [
                (#"{"tableName":"aBC"}"#, 1), (#"{"catalogName":"other","tableName":"aBC"}"#, 0),
                (#"{"catalogName":"other","tableName":"Abc"}"#, 1), (#"{"catalogName":"OTHER","tableName":"Abc"}"#, 0),
                (#"{"catalogName":"other","tableName":"A%","columnName":"I"}"#, 0),
            ] {
                #expect(try await count(body) == expected, "\(body)")
            }
            _ = try await gateway.run("use other", in: session)
            #expect(try await count(#"{"tableName":"aBC"}"#) == 1)
        }
    }

    @Test("what a session sets, and macros with the names of functions, change no answer")
    func hostileSession() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(
                """
                create table b (i int primary key, "J" int unique); create table a (i int references b (i));
                create table "A2" (i int, foreign key (i) references b ("j")); create schema "B"; create view v as select 1
                """,
                in: session
            )
            let questions = [
                ("typeInfo", "{}"), ("catalogs", "{}"), ("schemas", "{}"), ("tables", "{}"), ("tableTypes", "{}"),
                ("columns", "{}"), ("functions", #"{"catalogName":"system"}"#), ("primaryKeys", "{}"),
                ("crossReference", "{}"), ("tables", #"{"tableName":"A%"}"#),
                ("columns", #"{"catalogName":"memory","columnName":"j"}"#), ("catalogs", "{}"),
                ("primaryKeys", #"{"tableName":"B"}"#),
            ]
            var before: [[[String?]]] = []
            for (operation, body) in questions {
                before.append(try await gateway.ask(operation, body, in: session).rows)
            }
            _ = try await gateway.run(
                """
                set session default_collation = 'NOCASE'; set session default_order = 'DESC';
                set session default_null_order = 'nulls_first'; set session integer_division = true;
                """,
                in: session
            )
            let scalars = [
                "lower(a)", "like_escape(a, b, c)", "ilike_escape(a, b, c)", "\"~~\"(a, b)", "len(a)", "min(a)",
                "max(a)", "any_value(a)", "min_by(a, b)", "list_sort(a, b)", "list_transform(a, b)", "unnest(a)",
                "generate_series(a, b)", "current_database()", "\"=\"(a, b)", "\"<\"(a, b)",
            ]
            for scalar in scalars {
                // Some names cannot be taken.
                let body = #"{"statement":"create macro main.\#(scalar) as 7"}"#
                _ = try await gateway.call("POST", "\(session)/operations/statement", body: body)
            }
            for table in ["databases", "schemas", "tables", "views", "columns", "types", "functions", "constraints"] {
                _ = try await gateway.run("create macro duckdb_\(table)() as table select 1 as one", in: session)
            }
            for (index, (operation, body)) in questions.enumerated() {
                #expect(
                    try await gateway.ask(operation, body, in: session).rows == before[index],
                    "\(operation) \(body)"
                )
            }
        }
    }

    @Test("a thousand tables")
    func many() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let tables = (0..<1000).map { "create table t\($0) (i int primary key, j varchar)" }
            _ = try await gateway.run(tables.joined(separator: ";"), in: session)
            let names = try await gateway.ask("tables", in: session)["TABLE_NAME"].compactMap(\.self)
            #expect(names == (0..<1000).map { "t\($0)" }.sorted())
            let columns = try await gateway.ask("columns", in: session)
            #expect(columns[["TABLE_NAME", "COLUMN_NAME"]] == names.flatMap { [[$0, "i"], [$0, "j"]] })
            let keys = try await gateway.ask("primaryKeys", in: session)
            #expect(keys["TABLE_NAME"] == names)
            let some = try await gateway.ask("tables", #"{"tableName":"t99_"}"#, in: session)
            #expect(some["TABLE_NAME"] == (990..<1000).map { "t\($0)" })
        }
    }
}
