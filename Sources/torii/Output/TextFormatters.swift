/// Lines of RFC 4180, with CRLF. NULL is an empty field, an empty text a quoted one.
enum CSVFormatter {
    static func line(_ values: [String?]) -> String {
        values.map { $0.map(Self.field) ?? "" }.joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        let needsQuotes = text.isEmpty || text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}

/// Rows as objects of JSON. Of columns with one name each gets its own member, with `_2`, `_3` … behind.
enum JSONFormatter {
    static func object(_ row: [JSONValue], columns: [OutputColumn]) -> String {
        var taken: Set<String> = []
        var members: [String] = []
        for (column, value) in zip(columns, row) {
            var name = column.name
            var number = 2
            while !taken.insert(name).inserted {
                name = "\(column.name)_\(number)"
                number += 1
            }
            members.append("\(JSONValue.quoted(name)):\(Self.text(value, column))")
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// Decimals travel as text, so that nothing rounds them; here they are numbers again, digit by digit.
    private static func text(_ value: JSONValue, _ column: OutputColumn) -> String {
        if column.isBareInJSON, case .string(let text) = value, JSONValue.isNumber(text) { return text }
        return value.encoded
    }
}
