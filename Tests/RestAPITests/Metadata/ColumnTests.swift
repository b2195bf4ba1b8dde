import Testing

@testable import RestAPI

@Suite("Metadata: columns and types")
struct ColumnTests {
    /// A type, its code, the size, the fraction digits and the radix of a column of it.
    private static let types: [(type: String, code: Int, size: Int?, decimals: Int?, radix: Int?)] = [
        ("BOOLEAN", 16, 1, 0, nil), ("TINYINT", -6, 3, nil, 10), ("SMALLINT", 5, 5, nil, 10),
        ("INTEGER", 4, 10, 0, 10), ("BIGINT", -5, 19, nil, 10), ("HUGEINT", 3, 38, 0, 10),
        ("UTINYINT", 5, 3, nil, 10), ("USMALLINT", 4, 5, 0, 10), ("UINTEGER", -5, 10, nil, 10),
        ("UBIGINT", 3, 20, 0, 10), ("UHUGEINT", 3, 39, 0, 10), ("FLOAT", 6, 7, 7, 10), ("DOUBLE", 8, 15, 15, 10),
        ("DECIMAL(10,2)", 3, 10, 2, 10), ("DECIMAL(38,0)", 3, 38, 0, 10), ("VARCHAR", 12, nil, nil, nil),
        ("JSON", 12, nil, nil, nil), ("ENUM('a', 'b')", 12, nil, nil, nil), ("BLOB", -2, nil, nil, nil),
        ("DATE", 91, 10, nil, nil), ("TIME", 92, 15, nil, nil), ("TIME_NS", 92, 18, nil, nil),
        ("TIME WITH TIME ZONE", 2013, 24, nil, nil), ("TIMESTAMP", 93, 29, 6, nil), ("TIMESTAMP_S", 93, 29, 0, nil),
        ("TIMESTAMP_MS", 93, 29, 3, nil), ("TIMESTAMP_NS", 93, 29, 9, nil),
        ("TIMESTAMP WITH TIME ZONE", 93, 29, 6, nil), ("TIMESTAMPTZ_NS", 93, 29, 9, nil),
        ("INTEGER[]", 2003, nil, nil, nil), ("VARCHAR[3]", 2003, nil, nil, nil),
        ("MAP(INTEGER, VARCHAR)", 2000, nil, nil, nil), ("STRUCT(x INTEGER, y VARCHAR)", 2002, nil, nil, nil),
        ("UNION(p INTEGER, q VARCHAR)", 1111, nil, nil, nil), ("INTERVAL", 1111, nil, nil, nil),
        ("UUID", 1111, 36, nil, nil), ("BIT", 1111, nil, nil, nil), ("BIGNUM", 1111, nil, nil, nil),
        ("GEOMETRY", 1111, nil, nil, nil), ("VARIANT", 1111, nil, nil, nil),
    ]

    @Test("a column of each type says what it is")
    func types() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let columns = Self.types.enumerated().map { "c\($0.offset) \($0.element.type)" }.joined(separator: ", ")
            _ = try await gateway.run("create table t (\(columns))", in: session)
            _ = try await gateway.run(
                "create view v as select null as n, 1::utinyint as u, row(1, 'x') as r",
                in: session
            )
            let names = ["TYPE_NAME", "DATA_TYPE", "COLUMN_SIZE", "DECIMAL_DIGITS", "NUM_PREC_RADIX"]
            let rows = try await gateway.ask("columns", #"{"tableName":"t"}"#, in: session)[names]
            for (row, type) in zip(rows, Self.types) {
                let numbers = [type.code, type.size, type.decimals, type.radix].map { $0.map(String.init) }
                #expect(row == [type.type] + numbers)
            }
            #expect(rows.count == Self.types.count)
            let view = try await gateway.ask("columns", #"{"tableName":"v"}"#, in: session)[names]
            #expect(
                view == [
                    ["NULL", "0", nil, nil, nil], ["UTINYINT", "5", "3", nil, "10"],
                    ["TUPLE(INTEGER, VARCHAR)", "2002", nil, nil, nil],
                ]
            )
        }
    }

    @Test("columns come by table and position, with what is said of them")
    func columns() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(
                """
                create table b (z int primary key, a varchar not null default 'x', g int generated always as (z + 1));
                create table a (q double); create schema s; create table s.b (i int); create temp table b2 (k int);
                comment on column b.z is 'the key'
                """,
                in: session
            )
            let all = try await gateway.ask("columns", in: session)
            #expect(
                all[["TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "ORDINAL_POSITION"]] == [
                    ["memory", "main", "a", "q", "1"], ["memory", "main", "b", "z", "1"],
                    ["memory", "main", "b", "a", "2"], ["memory", "main", "b", "g", "3"],
                    ["memory", "s", "b", "i", "1"], ["temp", "main", "b2", "k", "1"],
                ]
            )
            let row = try await gateway.ask("columns", #"{"schemaName":"main","tableName":"B"}"#, in: session)
            #expect(
                row[["NULLABLE", "IS_NULLABLE", "REMARKS", "COLUMN_DEF", "IS_AUTO_INCREMENT"]] == [
                    ["0", "NO", "the key", nil, "NO"], ["0", "NO", "", "'x'", "NO"], ["1", "YES", "", nil, "NO"],
                ]
            )
            for name in [
                "BUFFER_LENGTH", "SQL_DATA_TYPE", "SQL_DATETIME_SUB", "CHAR_OCTET_LENGTH", "SCOPE_CATALOG",
                "SCOPE_SCHEMA", "SCOPE_TABLE", "SOURCE_DATA_TYPE",
            ] {
                #expect(row[name] == [nil, nil, nil])
            }
            let some = try await gateway.ask("columns", #"{"tableName":"b%","columnName":"_"}"#, in: session)
            #expect(some["COLUMN_NAME"] == ["z", "a", "g", "i", "k"])
        }
    }

    @Test("what is told of a column's type fits what its values arrive as")
    func agreement() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let columns = Self.types.enumerated().map { "c\($0.offset) \($0.element.type)" }.joined(separator: ", ")
            _ = try await gateway.run("create table t (\(columns))", in: session)
            let told = try await gateway.ask("columns", #"{"tableName":"t"}"#, in: session)[["TYPE_NAME", "DATA_TYPE"]]
            let operation = try await gateway.run("select * from t", in: session)
            let schema = try await gateway.call("GET", "\(operation)/resultsetmetadata").value["columns"].elements
            let expected = [
                "BOOLEAN_TYPE": ["16"], "TINYINT_TYPE": ["-6"], "SMALLINT_TYPE": ["5"], "INT_TYPE": ["4"],
                "BIGINT_TYPE": ["-5"], "FLOAT_TYPE": ["6"], "DOUBLE_TYPE": ["8"], "DECIMAL_TYPE": ["3"],
                "STRING_TYPE": ["12", "92", "2013", "1111"], "BINARY_TYPE": ["-2"], "DATE_TYPE": ["91"],
                "TIMESTAMP_TYPE": ["93"], "ARRAY_TYPE": ["2003"], "MAP_TYPE": ["2000"], "STRUCT_TYPE": ["2002"],
                "UNION_TYPE": ["1111"],
            ]
            #expect(schema.count == told.count)
            for (column, told) in zip(schema, told) {
                let codes = expected[column["dataType"].text ?? ""] ?? []
                #expect(codes.contains(told[1] ?? ""), "\(told[0] ?? ""): \(column)")
            }
        }
    }

    @Test("types come in the contract's order, each as its columns are")
    func typeInfo() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let table = try await gateway.ask("typeInfo", nil, in: session)
            let names = table["TYPE_NAME"].compactMap(\.self)
            // Spark's, by their names here.
            let spark = [
                "NULL", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE", "VARCHAR", "BLOB",
                "DECIMAL", "DATE", "TIMESTAMP", "LIST", "MAP", "STRUCT", "INTERVAL",
            ]
            #expect(names.filter(spark.contains) == spark)
            #expect(Set(names).count == names.count)
            // Each type that a column can have is one of them.
            for type in Self.types where type.type != "JSON" {
                let name =
                    switch type.type.last {
                    case "]": type.type.hasSuffix("[]") ? "LIST" : "ARRAY"
                    default: String(type.type.prefix { $0 != "(" })
                    }
                let rows = table[["TYPE_NAME", "DATA_TYPE", "NUM_PREC_RADIX"]].filter { $0[0] == name }
                #expect(rows == [[name, String(type.code), type.radix.map(String.init)]])
            }
            func row(_ name: String) -> [String?] {
                table.rows.first { $0[0] == name } ?? []
            }
            let none: [String?] = [nil, nil, nil]
            #expect(
                row("INTEGER") == ["INTEGER", "4", "10"] + none
                    + ["1", "false", "3", "false", "false", "false", nil, "0", "0", nil, nil, "10"]
            )
            #expect(
                row("VARCHAR") == ["VARCHAR", "12", nil] + none
                    + ["1", "true", "3", "true", "false", "false", nil, "0", "0", nil, nil, nil]
            )
            #expect(
                row("MAP") == ["MAP", "2000", nil] + none
                    + ["1", "false", "0", "true", "false", "false", nil, "0", "0", nil, nil, nil]
            )
            #expect(row("UBIGINT")[1...2] == ["3", "20"] && row("UBIGINT")[9] == "true")
            #expect(row("DECIMAL")[2] == "38" && row("DATE")[2] == nil)
        }
    }
}
