import Engines
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("Nested values")
    struct NestedValueTests {
        @Test(
            "arrive as text in the contract's layout",
            arguments: [
                ("[1, 2, null]", ColumnType.array, "[1,2,null]"),
                ("[]::integer[]", .array, "[]"),
                ("[[1], [], null, [null, 2]]", .array, "[[1],[],null,[null,2]]"),
                ("['a', '', null]", .array, "[\"a\",\"\",null]"),
                (
                    "['q\"uote', 'back\\slash', chr(10) || chr(1) || chr(9) || chr(13)]", .array,
                    "[\"q\\\"uote\",\"back\\\\slash\",\"\\n\\u0001\\t\\r\"]"
                ),
                ("['žluť', 'longer than twelve bytes']", .array, "[\"žluť\",\"longer than twelve bytes\"]"),
                ("[1, 2, 3]::integer[3]", .array, "[1,2,3]"),
                ("[date '2024-01-01', null]", .array, "[2024-01-01,null]"),
                ("[timestamp '2024-01-01 01:02:03.5']", .array, "[2024-01-01 01:02:03.5]"),
                ("[1.10::decimal(5,2), -0.05]", .array, "[1.10,-0.05]"),
                ("[true, false, null]", .array, "[true,false,null]"),
                ("[interval '1 day']", .array, "[1 days]"),
                ("['abc'::blob]", .array, "[abc]"),
                ("['\\xFF'::blob]", .array, "[\\xFF]"),
                (
                    "['a, \\x00]'::blob, 'null', ' x ', '']::blob[]", .array,
                    "[a\\x2C \\x00\\x5D,\\x6Eull,\\x20x\\x20,\"\"]"
                ),
                ("[time '01:02:03']", .array, "[\"01:02:03\"]"),
                ("['101'::bit]", .array, "[\"101\"]"),
                ("['b'::enum('a','b')]", .array, "[\"b\"]"),
                (
                    "['01234567-89ab-cdef-8123-456789abcdef'::uuid]", .array,
                    "[\"01234567-89ab-cdef-8123-456789abcdef\"]"
                ),
                ("[1::tinyint, -2::tinyint]", .array, "[1,-2]"),
                ("[255::utinyint]", .array, "[255]"),
                ("[65535::usmallint]", .array, "[65535]"),
                ("[4294967295::uinteger]", .array, "[4294967295]"),
                ("[18446744073709551615::ubigint]", .array, "[18446744073709551615]"),
                ("[(-9223372036854775808)::bigint]", .array, "[-9223372036854775808]"),
                (
                    "[1.5::double, 1e21, 1e-7, 100, 12345678, 0.001, '-0.0', 'nan', '-inf']::double[]", .array,
                    "[1.5,1.0E21,1.0E-7,100.0,1.2345678E7,0.001,-0.0,\"NaN\",\"-Infinity\"]"
                ),
                ("[0.1::float]", .array, "[0.1]"),
                ("map {'l': null, 'k': 1}", .map, "{\"k\":1,\"l\":null}"),
                ("map {1: ['x']}", .map, "{1:[\"x\"]}"),
                ("map {}::map(varchar, integer)", .map, "{}"),
                ("map {date '2024-01-02': 1, date '2024-01-01': 2}", .map, "{2024-01-01:2,2024-01-02:1}"),
                ("{'a': 1, 'b': 'x', 'c': null}", .struct, "{\"a\":1,\"b\":\"x\",\"c\":null}"),
                ("{'a': {'b': [map {'k': 'v'}]}}", .struct, "{\"a\":{\"b\":[{\"k\":\"v\"}]}}"),
                ("row(1, 'x')", .struct, "{\"col1\":1,\"col2\":\"x\"}"),
                ("union_value(num := 2)", .union, "{\"num\":2}"),
                ("'text'::union(num integer, str varchar)", .union, "{\"str\":\"text\"}"),
                ("[1::union(num integer, str varchar), 'x', null]", .array, "[{\"num\":1},{\"str\":\"x\"},null]"),
            ]
        )
        func layout(sql: String, type: ColumnType, text: String) async throws {
            try await withSession { session in
                let result = try await session.result("select \(sql) as v")
                #expect(result.types == [type])
                #expect(result.carrier(0) == "text")
                #expect(result.firstRow == [text])
            }
        }

        @Test("stay in their rows over many chunks, with nulls at every level")
        func manyChunks() async throws {
            try await withSession { session in
                let result = try await session.result(
                    """
                    select i,
                        case when i % 3 = 0 then null else
                            [case when i % 5 = 0 then null else {'a': i, 'b': case when i % 2 = 0 then null else 's' || i end} end,
                             {'a': -i, 'b': 'a text of more than twelve bytes'}] end,
                        (case when i % 4 = 0 then null else [i, null, i + 1] end)::integer[3],
                        case when i % 6 = 0 then null else map {i::varchar: [i]} end,
                        case when i % 7 = 0 then null when i % 2 = 0 then i::union(n bigint, s varchar)
                            else ('u' || i)::union(n bigint, s varchar) end
                    from range(5000) t(i)
                    """
                )
                #expect(result.rowCount == 5000)
                var expected: [[String?]] = [[], [], [], []]
                for i in 0..<5000 {
                    let b = i % 2 == 0 ? "null" : "\"s\(i)\""
                    let first = i % 5 == 0 ? "null" : "{\"a\":\(i),\"b\":\(b)}"
                    expected[0].append(
                        i % 3 == 0 ? nil : "[\(first),{\"a\":\(-i),\"b\":\"a text of more than twelve bytes\"}]"
                    )
                    expected[1].append(i % 4 == 0 ? nil : "[\(i),null,\(i + 1)]")
                    expected[2].append(i % 6 == 0 ? nil : "{\"\(i)\":[\(i)]}")
                    expected[3].append(i % 7 == 0 ? nil : i % 2 == 0 ? "{\"n\":\(i)}" : "{\"s\":\"u\(i)\"}")
                }
                for index in 0..<4 {
                    #expect(result.column(index + 1) == expected[index])
                }
            }
        }
    }
}
