import Engines
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("Scalar values")
    struct ScalarValueTests {
        /// An expression, and the type, carrier and text it is to arrive as.
        struct Case: Sendable, CustomTestStringConvertible {
            var sql: String
            var type: ColumnType
            var carrier: String
            var text: String

            init(_ sql: String, _ type: ColumnType, _ carrier: String, _ text: String) {
                self.sql = sql
                self.type = type
                self.carrier = carrier
                self.text = text
            }

            var testDescription: String { self.sql }
        }

        static let numbers: [Case] = [
            .init("true", .boolean, "bool", "true"),
            .init("false", .boolean, "bool", "false"),
            .init("(-128)::tinyint", .tinyint, "int8", "-128"),
            .init("127::tinyint", .tinyint, "int8", "127"),
            .init("(-32768)::smallint", .smallint, "int16", "-32768"),
            .init("32767::smallint", .smallint, "int16", "32767"),
            .init("(-2147483648)::integer", .int, "int32", "-2147483648"),
            .init("2147483647::integer", .int, "int32", "2147483647"),
            .init("(-9223372036854775808)::bigint", .bigint, "int64", "-9223372036854775808"),
            .init("9223372036854775807::bigint", .bigint, "int64", "9223372036854775807"),
            .init("0::utinyint", .smallint, "int16", "0"),
            .init("255::utinyint", .smallint, "int16", "255"),
            .init("65535::usmallint", .int, "int32", "65535"),
            .init("4294967295::uinteger", .bigint, "int64", "4294967295"),
            .init("0::ubigint", .decimal, "text", "0"),
            .init("18446744073709551615::ubigint", .decimal, "text", "18446744073709551615"),
            .init(
                "170141183460469231731687303715884105727::hugeint",
                .decimal,
                "text",
                "170141183460469231731687303715884105727"
            ),
            .init(
                "'-170141183460469231731687303715884105728'::hugeint",
                .decimal,
                "text",
                "-170141183460469231731687303715884105728"
            ),
            .init("0::hugeint", .decimal, "text", "0"),
            .init(
                "1000000000000000000000000000000000000::hugeint",
                .decimal,
                "text",
                "1000000000000000000000000000000000000"
            ),
            .init(
                "340282366920938463463374607431768211455::uhugeint",
                .decimal,
                "text",
                "340282366920938463463374607431768211455"
            ),
            .init("0.1::float", .float, "float", "0.1"),
            .init("3.4028235e38::float", .float, "float", "3.4028235e+38"),
            .init("0.1::double", .double, "double", "0.1"),
            .init("-1.7976931348623157e308::double", .double, "double", "-1.7976931348623157e+308"),
            .init("'nan'::double", .double, "double", "nan"),
            .init("'inf'::double", .double, "double", "inf"),
            .init("'-inf'::float", .float, "float", "-inf"),
            .init("1.10::decimal(4,2)", .decimal, "text", "1.10"),
            .init("-0.01::decimal(4,2)", .decimal, "text", "-0.01"),
            .init("0::decimal(4,4)", .decimal, "text", "0.0000"),
            .init("-9999::decimal(4,0)", .decimal, "text", "-9999"),
            .init("-1234567.89::decimal(9,2)", .decimal, "text", "-1234567.89"),
            .init("-0.0000001::decimal(18,10)", .decimal, "text", "-0.0000001000"),
            .init("-99999999.9999999999::decimal(18,10)", .decimal, "text", "-99999999.9999999999"),
            .init(
                "'-9999999999999999999999999999.9999999999'::decimal(38,10)",
                .decimal,
                "text",
                "-9999999999999999999999999999.9999999999"
            ),
            .init(
                "'0.00000000000000000000000000000000000001'::decimal(38,38)",
                .decimal,
                "text",
                "0.00000000000000000000000000000000000001"
            ),
            .init(
                "'-0.99999999999999999999999999999999999999'::decimal(38,38)",
                .decimal,
                "text",
                "-0.99999999999999999999999999999999999999"
            ),
            .init(
                "'20000000000000000000.5'::decimal(38,18)",
                .decimal,
                "text",
                "20000000000000000000.500000000000000000"
            ),
            .init(
                "'12345678901234567890123456789012345678'::decimal(38,0)",
                .decimal,
                "text",
                "12345678901234567890123456789012345678"
            ),
        ]

        static let texts: [Case] = [
            .init("''", .string, "text", ""),
            .init("'twelve bytes'", .string, "text", "twelve bytes"),
            .init("'thirteen byte'", .string, "text", "thirteen byte"),
            .init("'žluťoučký 漢字 🎉'", .string, "text", "žluťoučký 漢字 🎉"),
            .init("'a' || chr(0) || 'b'", .string, "text", "a\u{0}b"),
            .init("repeat('x', 100000)", .string, "text", String(repeating: "x", count: 100_000)),
            .init("'\\x00\\xFF\\x80abc'::blob", .binary, "binary", "00ff80616263"),
            .init("''::blob", .binary, "binary", ""),
            .init(
                "'00000000-0000-0000-0000-000000000000'::uuid",
                .string,
                "text",
                "00000000-0000-0000-0000-000000000000"
            ),
            .init(
                "'FFFFFFFF-ffff-ffff-ffff-ffffffffffff'::uuid",
                .string,
                "text",
                "ffffffff-ffff-ffff-ffff-ffffffffffff"
            ),
            .init(
                "'01234567-89ab-cdef-8123-456789abcdef'::uuid",
                .string,
                "text",
                "01234567-89ab-cdef-8123-456789abcdef"
            ),
            .init("'1'::bit", .string, "text", "1"),
            .init("'10101010'::bit", .string, "text", "10101010"),
            .init("'001010101'::bit", .string, "text", "001010101"),
            .init("'b'::enum('a', 'b', 'ž')", .string, "text", "b"),
            .init("'{\"a\": [1]}'::json", .string, "text", "{\"a\": [1]}"),
        ]

        static let times: [Case] = [
            .init("date '2024-02-29'", .date, "text", "2024-02-29"),
            .init("date '1970-01-01'", .date, "text", "1970-01-01"),
            .init("date '1969-12-31'", .date, "text", "1969-12-31"),
            .init("date '0001-01-01'", .date, "text", "0001-01-01"),
            .init("date '1900-02-28' + 1", .date, "text", "1900-03-01"),
            .init("date '2000-02-28' + 1", .date, "text", "2000-02-29"),
            .init("date '10000-01-01'", .date, "text", "10000-01-01"),
            .init("date '5881580-07-10'", .date, "text", "5881580-07-10"),
            .init("'0044-03-15 (BC)'::date", .date, "text", "0044-03-15 (BC)"),
            .init("'5877642-06-25 (BC)'::date", .date, "text", "5877642-06-25 (BC)"),
            .init("'infinity'::date", .date, "text", "infinity"),
            .init("'-infinity'::date", .date, "text", "-infinity"),
            .init("time '00:00:00'", .string, "text", "00:00:00"),
            .init("time '23:59:59.120300'", .string, "text", "23:59:59.1203"),
            .init("time '24:00:00'", .string, "text", "24:00:00"),
            .init("'12:00:00.000001+05:30'::timetz", .string, "text", "12:00:00.000001+05:30"),
            .init("'12:00:00-02'::timetz", .string, "text", "12:00:00-02"),
            .init("'00:00:00+15:59:59'::timetz", .string, "text", "00:00:00+15:59:59"),
            .init("timestamp '2024-02-29 01:02:03.12'", .timestamp, "text", "2024-02-29 01:02:03.12"),
            .init("timestamp '2024-02-29 00:00:00'", .timestamp, "text", "2024-02-29 00:00:00"),
            .init("timestamp '1969-12-31 23:59:59.999999'", .timestamp, "text", "1969-12-31 23:59:59.999999"),
            .init("timestamp '0001-01-01 00:00:00.000001'", .timestamp, "text", "0001-01-01 00:00:00.000001"),
            .init("timestamp '294247-01-10 04:00:54.775806'", .timestamp, "text", "294247-01-10 04:00:54.775806"),
            .init("'290309-12-22 (BC) 00:00:00'::timestamp", .timestamp, "text", "290309-12-22 (BC) 00:00:00"),
            .init("'infinity'::timestamp", .timestamp, "text", "infinity"),
            .init("'-infinity'::timestamp", .timestamp, "text", "-infinity"),
            .init("'1969-12-31 23:59:59'::timestamp_s", .timestamp, "text", "1969-12-31 23:59:59"),
            .init("'1969-12-31 23:59:59.9'::timestamp_ms", .timestamp, "text", "1969-12-31 23:59:59.9"),
            .init("'2024-02-29 01:02:03.123456789'::timestamp_ns", .timestamp, "text", "2024-02-29 01:02:03.123456789"),
            .init("'1677-09-22 00:00:00.000000001'::timestamp_ns", .timestamp, "text", "1677-09-22 00:00:00.000000001"),
            .init("'infinity'::timestamp_ns", .timestamp, "text", "infinity"),
            .init("'2024-02-29 01:02:03.5+02'::timestamptz", .timestamp, "text", "2024-02-28 23:02:03.5"),
            .init("'infinity'::timestamptz", .timestamp, "text", "infinity"),
            .init("interval '0 days'", .string, "text", "0 seconds"),
            .init(
                "interval '14 months 3 days 04:05:06.7'",
                .string,
                "text",
                "1 years 2 months 3 days 4 hours 5 minutes 6.7 seconds"
            ),
            .init(
                "interval '-14 months' + interval '-0.000001 seconds'",
                .string,
                "text",
                "-1 years -2 months -0.000001 seconds"
            ),
            .init("interval '1 hour'", .string, "text", "1 hours"),
        ]

        @Test("arrive in their type, carrier and form", arguments: Self.numbers + Self.texts + Self.times)
        func value(_ expected: Case) async throws {
            try await withSession { session in
                let result = try await session.result("select \(expected.sql) as v, null::integer as n")
                #expect(result.types == [expected.type, .int])
                #expect(result.carrier(0) == expected.carrier)
                #expect(result.firstRow == [expected.text, nil])
            }
        }

        @Test("of decimal columns come with precision and scale")
        func precision() async throws {
            try await withSession { session in
                let columns = try await session.result(
                    "select 1::ubigint a, 1::hugeint b, 1::uhugeint c, 1::decimal(9,3) d, 1 e"
                ).schema.columns
                #expect(columns.map(\.precision) == [20, 38, 39, 9, 0])
                #expect(columns.map(\.scale) == [0, 0, 0, 3, 0])
                #expect(columns.map(\.name) == ["a", "b", "c", "d", "e"])
            }
        }

        @Test("of an untyped null are null, in whatever type DuckDB gives the column")
        func untypedNull() async throws {
            try await withSession { session in
                let result = try await session.result("select null as n from range(3)")
                #expect(result.column(0) == [nil, nil, nil])
            }
        }

        @Test("of enums of every width are found in their dictionary", arguments: [3, 256, 257, 70_000])
        func enums(size: Int) async throws {
            try await withSession { session in
                let names = (0..<size).map { "'value \($0)'" }.joined(separator: ",")
                try await session.result("create type e as enum (\(names))")
                let result = try await session.result(
                    "select ('value ' || i)::e from range(\(size)) t(i) where i % 7 = 0 or i = \(size - 1)"
                )
                #expect(result.types == [.string])
                let expected = (0..<size).filter { $0 % 7 == 0 || $0 == size - 1 }.map { "value \($0)" }
                #expect(result.column(0) == expected)
            }
        }

        @Test("of types without a form here are refused by column and type, and arrive once cast")
        func unreadable() async throws {
            try await withSession { session in
                let error = await session.failure("select 1 as a, get_type(42) as \"its type\"")
                #expect(error?.code == .statementFailed)
                #expect(error?.message.contains("\"its type\"") == true)
                #expect(error?.message.contains("cast it") == true)
                let cast = try await session.value("select get_type(42)::varchar")
                #expect(cast == "INTEGER")
            }
        }
    }
}
