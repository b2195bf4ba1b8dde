import Testing

@testable import RestAPI

/// Every type of DuckDB's, by `Fixtures/types.json`.
@Suite("Types")
struct TypeTests {
    /// A type, the column it becomes, and values at its edges.
    struct Case: Sendable, CustomTestStringConvertible {
        var type: String
        var column: JSONValue
        var values: [JSONValue]

        var testDescription: String { self.type }

        /// What DuckDB makes of a value's text: an expression with `?` for the text; empty where it has none.
        var back: String {
            let back = self.column["back"]
            return back == .null ? "cast(? as TYPE)" : back.word
        }

        /// Values in SQL, each of the type.
        var literals: [String] {
            self.values.map { "cast(\($0.elements[0].word) as \(self.type))" }
        }

        /// What is expected: the value for both families, or for the row-based and for the column-based one.
        func expected(_ value: JSONValue, _ encoding: RowEncoding) -> JSONValue {
            value.elements[encoding == .columnBased ? value.elements.count - 1 : 1]
        }
    }

    static let cases: [Case] = {
        let types = (try? Fixture.load("types"))?.elements ?? []
        return types.map { Case(type: $0["type"].word, column: $0, values: $0["values"].elements) }
    }()

    @Test("there are cases")
    func fixture() {
        #expect(Self.cases.count > 60)
        #expect(Self.cases.allSatisfy { !$0.type.isEmpty && !$0.values.isEmpty })
    }

    @Test(
        "arrive in their column, carrier and form in both families, with null, and their texts give the values back",
        arguments: Self.cases
    )
    func type(_ type: Case) async throws {
        try await Gateway.with { gateway in
            let families: [(Int, RowEncoding)] = [
                (0, .rowBased), (4, .rowBased), (5, .columnBased), (10, .columnBased),
            ]
            for (version, encoding) in families {
                let session = try await gateway.open(protocolVersion: version)
                let rows = (type.literals + ["cast(null as \(type.type))"]).map { "(\($0))" }.joined(separator: ", ")
                let operation = try await gateway.run("select v from (values \(rows)) t(v)", in: session)
                let column = Gateway.Column(
                    name: "v",
                    type: type.column["dataType"].word,
                    precision: type.column["precision"].number,
                    scale: type.column["scale"].number,
                    comment: .string("")
                )
                #expect(try await gateway.columns(of: operation) == [column])
                let fields = try await gateway.rows(of: operation).map { $0[0] }
                let columnBased = type.column["columnBasedCarrier"].word
                let carrier =
                    encoding == .columnBased && !columnBased.isEmpty ? columnBased : type.column["carrier"].word
                #expect(fields.allSatisfy { $0.carrier == carrier })
                #expect(fields.count == type.values.count + 1)
                #expect(fields.last?.value == .null)
                for (field, value) in zip(fields, type.values) {
                    let expected = type.expected(value, encoding)
                    #expect(field.value.matches(expected), "\(value.elements[0].word): \(field.value), not \(expected)")
                }
                if encoding == .columnBased || columnBased.isEmpty {
                    try await Self.giveBack(fields.map(\.value), of: type, gateway, session)
                }
            }
        }
    }

    /// Checks that DuckDB reads each text as the value that it was made of.
    private static func giveBack(
        _ texts: [JSONValue],
        of type: Case,
        _ gateway: Gateway,
        _ session: String
    ) async throws {
        if type.back.isEmpty { return }
        let compare = type.column["compare"] == .null ? "?" : type.column["compare"].word
        let same = zip(texts, type.literals).map { text, literal in
            let back = type.back.replacing("TYPE", with: type.type).replacing("?", with: Self.literal(text))
            return "\(compare.replacing("?", with: back)) is not distinct from \(compare.replacing("?", with: literal))"
        }
        let operation = try await gateway.run("select \(same.joined(separator: ", "))", in: session)
        for (field, text) in zip(try await gateway.rows(of: operation)[0], texts) {
            #expect(field.value == .boolean(true), "\(text) is not what it was made of")
        }
    }

    /// A text in SQL. No statement may hold U+0000.
    private static func literal(_ value: JSONValue) -> String {
        if value == .null { return "null" }
        let pieces = value.word.split(separator: "\0", omittingEmptySubsequences: false)
        return "(" + pieces.map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: " || chr(0) || ") + ")"
    }
}
