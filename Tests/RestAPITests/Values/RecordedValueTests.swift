import Foundation
import Testing

@testable import RestAPI

/// Columns and values that a live Kyuubi 1.12.0 answered, by `Fixtures/kyuubi-values.json`; the statements are in DuckDB's
/// words. Left out is what DuckDB has not: intervals of months or of seconds alone.
@Suite("Values of a live Kyuubi")
struct RecordedValueTests {
    /// Where a value, named by its result and column, is to differ, and the rule that says so.
    static let differences: [String: (rule: String, value: JSONValue)] = [
        "nested q": (
            "contract, section 5: quotes and backslashes in nested strings are escaped", .string(#"["q\"uote"]"#)
        )
    ]

    struct Result: Sendable, CustomTestStringConvertible {
        var facts: JSONValue
        var testDescription: String { self.facts["name"].word }
    }

    static let results = ((try? Fixture.load("kyuubi-values"))?.elements ?? []).map { Result(facts: $0) }

    @Test("there are facts, and each difference is one of them")
    func facts() {
        #expect(Self.results.count > 10)
        let columns = Self.results.flatMap { result in
            result.facts["columns"].elements.map { "\(result.testDescription) \($0.elements[0].word)" }
        }
        #expect(Set(Self.differences.keys).isSubset(of: columns))
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
}
