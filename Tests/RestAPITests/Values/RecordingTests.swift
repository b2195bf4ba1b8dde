import Foundation
import Testing

@testable import RestAPI

/// What a live Kyuubi 1.12.0 answered, by `Fixtures/kyuubi-1.12.0.json`, in DuckDB's words.
@Suite("Answers of a live Kyuubi")
struct RecordingTests {
    /// Where an answer is to differ, and the rule that says so.
    static let differences: [String: (rule: String, value: JSONValue)] = [
        // Values, by result and column.
        "nested q": ("contract 5: quotes and backslashes in nested strings are escaped", .string(#"["q\"uote"]"#)),
        // Statuses of statements, by their name.
        "missing": ("design 7: missing member", .number("400")),
        "null": ("contract 1.2: null is absent; design 7: missing member", .number("400")),
        "empty": ("design 6: a text without a statement finishes without rows", .number("200")),
        "comment-only": ("design 6: a text without a statement finishes without rows", .number("200")),
        "two-statements": ("design 6: several statements run in order", .number("200")),
        "number": ("design 7: SQL failed", .number("422")),
        "failing": ("design 7: SQL failed", .number("422")),
        "syntax error": ("design 7: SQL failed", .number("422")),
        // Statuses of calls on operations.
        #"finished PUT {"action":"fake"}"#: ("design 7: unknown action", .number("400")),
        "finished PUT {}": ("design 7: missing member", .number("400")),
        "finished PUT": ("design 7: missing body", .number("400")),
        "failed GET resultsetmetadata": ("contract 4.3: after failure 422", .number("422")),
        "failed GET rowset": ("design 7: rows of a failed operation", .number("422")),
        "malformed GET rowset": ("contract 15, O4: 404 throughout", .number("404")),
    ]

    static let fixture = (try? Fixture.load("kyuubi-1.12.0")) ?? .null

    struct Result: Sendable, CustomTestStringConvertible {
        var facts: JSONValue
        var testDescription: String { self.facts["name"].word }
    }

    static let results = Self.fixture["results"].elements.map { Result(facts: $0) }

    @Test("there are facts, and each difference is one of them")
    func facts() {
        #expect(Self.results.count > 10)
        let calls = Self.fixture["calls"].elements.map { Self.name(of: $0) }
        let statements = Self.fixture["statements"].elements.map { $0["name"].word }
        let columns = Self.results.flatMap { result in
            result.facts["columns"].elements.map { "\(result.testDescription) \($0.elements[0].word)" }
        }
        #expect(Set(Self.differences.keys).isSubset(of: calls + statements + columns))
    }

    @Test("results have Kyuubi's columns and values in both families", arguments: Self.results)
    func result(_ result: Result) async throws {
        try await Gateway.with { gateway in
            for (version, family) in [(0, "rowBased"), (10, "columnBased")] {
                let session = try await gateway.open(protocolVersion: version)
                let operation = try await gateway.run(result.facts["statement"].word, in: session)
                let columns = try await gateway.columns(of: operation)
                let expected = result.facts["columns"].elements.map(\.elements).map {
                    Gateway.Column(
                        name: $0[0].word,
                        type: $0[1].word,
                        precision: $0[2].number,
                        scale: $0[3].number,
                        comment: $0[4]
                    )
                }
                #expect(columns == expected)
                let rows = try await gateway.rows(of: operation)
                #expect(rows.count == result.facts[family].elements.count)
                for (row, facts) in zip(rows, result.facts[family].elements) {
                    for (index, (field, fact)) in zip(row, facts.elements).enumerated() {
                        let name = "\(result.testDescription) \(columns[index].name)"
                        let value = Self.differences[name]?.value ?? fact.elements[1]
                        #expect(field.carrier == fact.elements[0].word, "\(name)")
                        #expect(field.value.matches(value), "\(name): \(field.value), not \(value)")
                    }
                }
            }
        }
    }

    @Test("bodies of statements are taken and refused as by Kyuubi")
    func statements() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            for fact in Self.fixture["statements"].elements {
                let name = fact["name"].word
                let body = fact["body"].word
                let response = try await gateway.call("POST", "\(session)/operations/statement", body: body)
                let status = Self.differences[name]?.value ?? fact["status"]
                #expect("\(response.status)" == status.word, "\(name): \(response.text)")
            }
        }
    }

    @Test("calls on operations have Kyuubi's statuses")
    func calls() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let operations = [
                "finished": try await gateway.run("select 1", in: session),
                "failed": try await Self.failedOperation(gateway, session),
                "unknown": "/api/v1/operations/2b0a8a2c-0000-4000-8000-000000000000",
                "malformed": "/api/v1/operations/nonsense",
            ]
            for fact in Self.fixture["calls"].elements {
                let state = fact["operation"].word
                let path = fact["path"].word
                let operation = try #require(operations[state == "closed" ? "finished" : state])
                let method = fact["method"].word
                let target = path.isEmpty ? operation : "\(operation)/\(path)"
                let body = method == "PUT" ? fact["body"].word : nil
                let response = try await gateway.call(method, target, body: body)
                let name = Self.name(of: fact)
                let status = Self.differences[name]?.value ?? fact["status"]
                #expect("\(response.status)" == status.word, "\(name): \(response.text)")
            }
        }
    }

    private static func name(of call: JSONValue) -> String {
        ["operation", "method", "path", "body"].map { call[$0].word }.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func failedOperation(_ gateway: Gateway, _ session: String) async throws -> String {
        let body = #"{"statement":"select * from no_such_table","runAsync":true}"#
        let response = try await gateway.call("POST", "\(session)/operations/statement", body: body)
        let operation = "/api/v1/operations/\(response.identifier)"
        _ = try await gateway.end(of: operation)
        return operation
    }
}
