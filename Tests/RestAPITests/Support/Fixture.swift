import ContractTestKit
import Foundation
import Testing

@testable import RestAPI

/// A JSON file of `Fixtures`.
enum Fixture {
    /// The file's value; a number keeps its digits.
    static func load(_ name: String) throws -> JSONValue {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(name).json")
        return try JSONReader.read(Array(Data(contentsOf: file)))
    }
}

extension JSONValue {
    /// A recording of Kyuubi's answers.
    static func recording(_ name: String) throws -> JSONValue {
        try JSONReader.read(Exchange.recording(name))
    }

    /// A scalar as text, empty for none.
    var word: String {
        self.text ?? ""
    }

    var number: Int {
        Int(self.word) ?? -1
    }

    /// Whether it is the same value. Whole numbers must have the same digits; others must be the same double, for there
    /// is more than one way to write one.
    func matches(_ other: JSONValue) -> Bool {
        guard case .number(let own) = self, case .number(let others) = other, own != others else {
            return self == other
        }
        guard (own + others).contains(where: { ".eE".contains($0) }), let own = Double(own), let others = Double(others)
        else { return false }
        return own.bitPattern == others.bitPattern
    }
}

extension Gateway {
    /// A column as `resultsetmetadata` shows it.
    struct Column: Hashable {
        var name: String
        var type: String
        var precision: Int
        var scale: Int
        var comment: JSONValue
    }

    /// A value as `rowset` shows it.
    struct Field: Hashable, CustomStringConvertible {
        var carrier: String
        var value: JSONValue

        var description: String { "\(self.carrier) \(self.value)" }
    }

    func columns(of operation: String) async throws -> [Column] {
        let body = try await self.call("GET", "\(operation)/resultsetmetadata").text
        return try JSONReader.read(Array(body.utf8))["columns"].elements.enumerated().map { index, column in
            #expect(column["columnIndex"].number == index)
            return Column(
                name: column["columnName"].word,
                type: column["dataType"].word,
                precision: column["precision"].number,
                scale: column["scale"].number,
                comment: column["comment"]
            )
        }
    }

    func rows(of operation: String, maxRows: Int = 10_000) async throws -> [[Field]] {
        let body = try await self.call("GET", "\(operation)/rowset?maxrows=\(maxRows)").text
        let page = try JSONReader.read(Array(body.utf8))
        #expect(page["rowCount"].number == page["rows"].elements.count)
        return page["rows"].elements.map { row in
            row["fields"].elements.map { Field(carrier: $0["dataType"].word, value: $0["value"]) }
        }
    }
}
