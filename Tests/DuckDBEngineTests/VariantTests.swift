import Engines
import JSONTestKit
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("Variants")
    struct VariantTests {
        /// Whether two texts are the same JSON.
        private func areSame(_ text: String?, _ other: String?) -> Bool {
            if text == other { return text != nil }
            let value = JSON(reading: (text ?? "").utf8)
            return value != .null && value == JSON(reading: (other ?? "").utf8)
        }

        @Test(
            "are the JSON that DuckDB makes of them",
            arguments: [
                "1::tinyint", "-300::smallint", "-70000", "9223372036854775807::bigint",
                "'-170141183460469231731687303715884105728'::hugeint", "255::utinyint", "65535::usmallint",
                "4294967295::uinteger", "18446744073709551615::ubigint",
                "'340282366920938463463374607431768211455'::uhugeint", "'-123456789012345678901234567890'::bignum",
                "true", "false", "0.5::float", "0.1::double", "1e300::double", "1.5::decimal(4,2)",
                "-1.5::decimal(9,2)",
                "1.5::decimal(18,4)", "'-12345678901234567890.123'::decimal(38,3)", "'te\"xt \\ ž' || chr(10)", "''",
                "'\\x00\\xFFa'::blob", "'101'::bit", "'01234567-89ab-cdef-8123-456789abcdef'::uuid",
                "date '2024-02-29'", "'0044-03-15 (BC)'::date", "'infinity'::date", "time '01:02:03.5'",
                "'01:02:03.123456789'::time_ns", "'12:00:00+05:30'::timetz", "timestamp '2024-02-29 01:02:03.5'",
                "'2024-02-29 01:02:03'::timestamp_s", "'2024-02-29 01:02:03.5'::timestamp_ms",
                "'2024-02-29 01:02:03.123456789'::timestamp_ns", "'2024-02-29 01:02:03.5+02'::timestamptz",
                "'2024-02-29 01:02:03.123456789+02'::timestamptz_ns", "'infinity'::timestamptz",
                "interval '0 seconds' is null", "'POINT (1 2)'::geometry", "'b'::enum('a', 'b')",
                "[1, null, 3]", "[[1], []]", "{'a': 1, 'b': {'c': ['x', null]}}", "{'k\"ey': null}",
                "map {'k': 1}", "'{\"a\":[1,2.5,{\"b\":null}]}'::json", "[]::integer[]",
            ]
        )
        func types(sql: String) async throws {
            try await withSession { session in
                let row = try await session.result(
                    "select v, v::json::varchar, [v], v is null from (select (\(sql))::variant as v)"
                ).firstRow
                #expect(self.areSame(row[0], row[1]), "\(row)")
                #expect(row[2] == "[\(row[0] ?? "")]")
                #expect(row[3] == "false")
            }
        }

        @Test("hold numbers that are none as strings, and intervals as everywhere")
        func own() async throws {
            try await withSession { session in
                let row = try await session.result(
                    "select 'nan'::double::variant, '-inf'::float::variant, interval '1 year 2 days'::variant, null::variant"
                ).firstRow
                #expect(row == ["\"NaN\"", "\"-Infinity\"", "\"1 years 2 days\"", nil])
            }
        }

        @Test("of many rows, nested and null, are read in their rows, from memory and from a file that splits them up")
        func manyRows() async throws {
            let make = """
                create table t as select i, case when i % 7 = 0 then null when i % 3 = 0 then i::variant
                    when i % 3 = 1 then {'a': i, 'b': ['text ' || i, null], 'c': {'d': i % 2 = 0}}::variant
                    else ['x' || i]::variant end as v
                from range(20000) t(i)
                """
            func check(_ session: any EngineSession) async throws {
                let result = try await session.result("select v, v::json::varchar from t order by i")
                #expect(result.column(0) == result.column(1))
                #expect(result.column(0).count { $0 == nil } == 2858)
                #expect(result.column(0)[1] == "{\"a\":1,\"b\":[\"text 1\",null],\"c\":{\"d\":false}}")
            }
            try await withSession { session in
                try await session.result(make)
                try await check(session)
            }
            try await withFolder { folder in
                let configuration = DuckDBEngine.Configuration(id: "v", location: .file("\(folder)/v.duckdb"))
                try await withSession(configuration) { session in
                    try await session.result(make)
                    try await session.result("checkpoint")
                    try await check(session)
                }
                try await withSession(configuration) { try await check($0) }
            }
        }
    }
}
