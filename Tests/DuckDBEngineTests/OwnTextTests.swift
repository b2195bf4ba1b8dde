import Engines
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    /// Texts that are as DuckDB's own casts have them, over many values.
    @Suite("Texts beside DuckDB's own")
    struct OwnTextTests {
        @Test(
            "dates, times, numbers and geometries of all sizes",
            arguments: [
                "'1970-01-01'::date + ((hash(i) % 4294960000)::bigint - 2147480000)::int",
                "make_timestamp((hash(i)::hugeint - 9223372036854775807)::bigint // 2)",
                "make_timestamp((hash(i)::hugeint - 9223372036854775807)::bigint // 1000)",
                "make_timestamp_ns((hash(i)::hugeint - 9223372036854775807)::bigint // 2)",
                "make_timestamp((hash(i)::hugeint - 9223372036854775807)::bigint // 1000)::timestamp_ms",
                "make_timestamp((hash(i)::hugeint - 9223372036854775807)::bigint // 1000)::timestamp_s",
                "'00:00:00'::time + to_microseconds((hash(i) % 86400000000)::bigint)",
                "hash(i)::hugeint * (hash(i + 1)::hugeint // 4) * (case when i % 2 = 0 then 1 else -1 end)",
                "hash(i)::uhugeint * hash(i + 1)::uhugeint",
                "(repeat(hash(i)::varchar, 1 + (i % 20)::int))::bignum",
                "('-' || (i::hugeint * hash(i)::hugeint))::bignum",
                "(((hash(i) % 1000000000000)::bigint - 500000000000)::varchar || '.12')::decimal(38,3)",
                "('0.' || (hash(i) % 1000000000))::decimal(18,9)",
                "uuid()",
                "hash(i)::bit",
                """
                ('POINT (' || (hash(i) % 1000000)::double / 1e4 || ' ' || random() * pow(10, i % 40 - 20) || ')')
                ::geometry
                """,
            ]
        )
        func same(sql: String) async throws {
            try await withSession { session in
                let result = try await session.result(
                    "select v, v::varchar from (select \(sql) as v from range(3000) t(i))"
                )
                #expect(result.column(0) == result.column(1))
                #expect(Set(result.column(0)).count > 1000)
            }
        }

        @Test(
            "points in time, in zones with odd offsets, before there were zones and long after now",
            arguments: [
                "UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Monrovia",
                "Pacific/Apia", "America/New_York", "Europe/Dublin", "Asia/Kolkata",
            ]
        )
        func zones(zone: String) async throws {
            try await withSession { session in
                try await session.result("set session TimeZone = '\(zone)'")
                let result = try await session.result(
                    """
                    select v, regexp_replace(v::varchar, '[+-][0-9:]+$', '') from (
                        select make_timestamptz((hash(i) % 12000000000000000)::bigint - 5000000000000000) as v
                        from range(3000) t(i)
                        union all select ('2024-10-27 00:00:00+00'::timestamptz + to_minutes(i)) from range(200) t(i)
                        union all select x::timestamptz from (values ('0044-03-15 (BC) 12:00:00+00'), ('infinity'),
                            ('290000-12-31 23:59:59+00'), ('-infinity'), ('1582-10-10 00:00:00+00')) t(x))
                    """
                )
                let differences = zip(result.column(0), result.column(1)).filter { $0 != $1 }
                #expect(differences.isEmpty, "\(differences.prefix(5))")
                #expect(result.rowCount == 3205)
            }
        }

        @Test("binary inside of a list is what DuckDB reads back as the same bytes, whatever they are")
        func nestedBinary() async throws {
            try await withSession { session in
                let all = (0..<256).map { byte in
                    let digits = String(byte, radix: 16, uppercase: true)
                    return "\\x\(digits.count == 1 ? "0" : "")\(digits)"
                }
                let pairs =
                    all + all.map { "a\($0)b" } + all.map { "\($0)\($0)" } + ["null", "NULL", "Null", "nullx", ""]
                for start in stride(from: 0, to: pairs.count, by: 97) {
                    let list = pairs[start..<min(start + 97, pairs.count)].map { "'\($0)'::blob" }.joined(
                        separator: ","
                    )
                    let text = try #require(try await session.value("select [\(list), null]"))
                    #expect(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
                    let literal = text.replacing("'", with: "''")
                    let isSame = try await session.value(
                        "select '\(literal)'::blob[] is not distinct from [\(list), null]"
                    )
                    #expect(isSame == "true", "\(text)")
                }
            }
        }
    }
}
