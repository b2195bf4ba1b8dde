import Foundation
import Testing

@testable import RestAPI

/// What people met at servers of this kind.
@Suite("Cases from the field")
struct FieldCaseTests {
    /// The values of all rows of a statement; a number keeps its digits.
    private func values(_ statement: String, protocolVersion: Int = 0) async throws -> [[String]] {
        var values: [[String]] = []
        try await Gateway.with { gateway in
            let session = try await gateway.open(protocolVersion: protocolVersion)
            let operation = try await gateway.run(statement, in: session)
            let body = try await gateway.call("GET", "\(operation)/rowset?maxrows=5000").text
            guard case .object(let members) = try JSONReader.read(Array(body.utf8)),
                case .array(let rows)? = members["rows"]
            else { throw APIError.notFound }
            values = rows.map { row in
                guard case .object(let members) = row, case .array(let fields)? = members["fields"] else { return [] }
                return fields.map { field in
                    guard case .object(let members) = field else { return "?" }
                    switch members["value"] {
                    case .string(let text)?: return "'\(text)'"
                    case .number(let text)?: return text
                    case .boolean(let value)?: return "\(value)"
                    case .null?: return "null"
                    case .array?, .object?, nil: return "?"
                    }
                }
            }
        }
        return values
    }

    @Test("integers are exact to the digit")
    func integers() async throws {
        let values = try await self.values(
            "select 9007199254740993, -9007199254740993, 9223372036854775807, (-9223372036854775808)::bigint"
        )
        #expect(values == [["9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808"]])
        let sum = try await self.values("select sum(i) from (values (9223372036854775807), (9223372036854775807)) t(i)")
        #expect(sum == [["'18446744073709551614'"]])
    }

    @Test("numbers that are none are text")
    func notFinite() async throws {
        let values = try await self.values("select 'NaN'::double, -('NaN'::double), 'inf'::float, '-inf'::double")
        #expect(values == [["'NaN'", "'NaN'", "'Infinity'", "'-Infinity'"]])
    }

    @Test("infinite dates are words, in both families", arguments: [0, 10])
    func infiniteDates(protocolVersion: Int) async throws {
        let values = try await self.values(
            "select 'infinity'::date, '-infinity'::date, 'infinity'::timestamp, '-infinity'::timestamp",
            protocolVersion: protocolVersion
        )
        #expect(values == [["'infinity'", "'-infinity'", "'infinity'", "'-infinity'"]])
    }

    @Test("every byte goes through, binary and text")
    func bytes() async throws {
        let statement = "select unhex('\((0..<256).map { String(format: "%02X", $0) }.joined())')"
        let binary = try await self.values(statement, protocolVersion: 10)
        #expect(binary == [["'\(Data(0...255).base64EncodedString())'"]])
        let text = try await self.values(statement)
        let ascii = String(decoding: 0..<128 as Range<UInt8>, as: UTF8.self)
        #expect(text.first?.first?.hasPrefix("'\(ascii)") == true)
        #expect(try await self.values("select 'a' || chr(0) || 'b'") == [["'a\u{0}b'"]])
    }

    @Test("null is none of the texts that look like it")
    func nulls() async throws {
        #expect(try await self.values("select null, 'null', 'NULL', ''") == [["null", "'null'", "'NULL'", "''"]])
    }

    @Test("columns keep their names and their number")
    func columns() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            func columns(_ statement: String) async throws -> [[String: Any]] {
                let operation = try await gateway.run(statement, in: session)
                return try await gateway.call("GET", "\(operation)/resultsetmetadata").json["columns"]
                    as? [[String: Any]] ?? []
            }
            let twins = try await columns("select 1 as a, 2 as a, 3 as a_1")
            #expect(twins.map { $0["columnName"] as? String } == ["a", "a", "a_1"])
            #expect(twins.map { $0["columnIndex"] as? Int } == [0, 1, 2])
            let many = (0..<1200).map { "\($0) as c\($0)" }.joined(separator: ",")
            let wide = try await columns("select \(many) from range(30)")
            #expect(wide.map { $0["columnIndex"] as? Int } == (0..<1200).map { $0 })
        }
        #expect(try await self.values("select 1 as a, 2 as a, 3 as a_1") == [["1", "2", "3"]])
        let many = (0..<1200).map { "\($0)" }.joined(separator: ",")
        let rows = try await self.values("select \(many) from range(30)")
        #expect(rows == Array(repeating: (0..<1200).map { "\($0)" }, count: 30))
    }

    @Test("a struct's text is JSON, whatever stands in it")
    func nested() async throws {
        let value = try await self.values("select {'t': '} \" \\ [ , ''', 'u': ['\"']}").first?.first ?? ""
        guard case .object(let members) = try JSONReader.read(Array(value.utf8.dropFirst().dropLast())) else {
            Issue.record("\(value) is no object")
            return
        }
        #expect(members == ["t": .string("} \" \\ [ , '"), "u": .array([.string("\"")])])
    }

    @Test(
        "a statement may have spaces, comments and semicolons around it",
        arguments: [
            "select 42;", " \r\n select 42 ; \n", "select 42;;", "/* x */ select 42", "select 42; -- done",
            "select\u{A0}42",
            "\u{FEFF}select 42", "with t as (select 42) select * from t", "values (42)", "from (select 42)",
            "(select 42)",
            "create table t(i int); insert into t values (42); select i from t",
        ]
    )
    func statements(_ statement: String) async throws {
        #expect(try await self.values(statement) == [["42"]])
    }

    @Test("a text without a statement finishes without rows", arguments: ["-- only", ";", "   ", "", "/* x */"])
    func empty(_ statement: String) async throws {
        #expect(try await self.values(statement) == [])
    }

    @Test("a parameter without a value is the engine's error, and the session works on")
    func parameters() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            for statement in ["select ?", "select $1"] {
                let body = #"{"statement":"\#(statement)"}"#
                #expect(try await gateway.call("POST", "\(session)/operations/statement", body: body).status == 422)
            }
            _ = try await gateway.run("select 1", in: session)
        }
    }

    @Test("sessions that were refused leave nothing behind")
    func refusedOpens() async throws {
        try await Gateway.with { gateway in
            for number in 0..<120 {
                let body = number % 2 == 0 ? #"{"protocolVersion":99}"# : #"{"configs":{"set:env:X":"1"}}"#
                #expect(try await gateway.call("POST", "/api/v1/sessions", body: body).status == 400)
            }
            _ = try await gateway.open()
            #expect(gateway.sessions.count == 1)
        }
    }

    @Test("one of two that close at once gets 200")
    func twoClose() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try await gateway.call("DELETE", session).status } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200] + Array(repeating: 404, count: 7))
        }
    }
}
