import Testing

@testable import RestAPI

extension Gateway {
    /// What a metadata operation answers.
    struct Table {
        /// Name, type and comment of each column.
        var columns: [[String?]] = []
        /// The values as text, `nil` for null.
        var rows: [[String?]] = []

        /// One column's values.
        subscript(name: String) -> [String?] {
            guard let index = self.columns.firstIndex(where: { $0[0] == name }) else { return [] }
            return self.rows.map { $0[index] }
        }

        /// The rows, of some columns only.
        subscript(names: [String]) -> [[String?]] {
            let columns = names.map { self[$0] }
            return self.rows.indices.map { row in columns.map { $0.indices.contains(row) ? $0[row] : "no such column" }
            }
        }
    }

    /// Asks for metadata, expects it to succeed, and reads it whole.
    func ask(_ operation: String, _ body: String? = "{}", in session: String) async throws -> Table {
        let answer = try await self.call("POST", "\(session)/operations/\(operation)", body: body)
        #expect(answer.status == 200, "\(operation) \(body ?? ""): \(answer.text)")
        return try await self.table(of: "/api/v1/operations/\(answer.identifier)")
    }

    /// Reads an operation's result whole.
    func table(of operation: String) async throws -> Table {
        let schema = try await self.call("GET", "\(operation)/resultsetmetadata").value
        let rows = try await self.call("GET", "\(operation)/rowset?maxrows=100000&fetchorientation=FETCH_FIRST").value
        return Table(
            columns: schema["columns"].elements.map { column in
                ["columnName", "dataType", "comment"].map { column[$0].text }
            },
            rows: rows["rows"].elements.map { row in row["fields"].elements.map { $0["value"].text } }
        )
    }
}

extension Gateway.Response {
    /// The body as JSON; a number keeps its digits.
    var value: JSONValue {
        (try? JSONReader.read(Array(self.text.utf8))) ?? .null
    }
}

extension JSONValue {
    /// A member; `.null` where there is none.
    subscript(name: String) -> JSONValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    /// An array's elements.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// A scalar as text.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .boolean(let value): "\(value)"
        case .null, .array, .object: nil
        }
    }
}
