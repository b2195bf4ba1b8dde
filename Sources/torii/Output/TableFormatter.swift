/// A table with columns below each other, as psql draws it.
struct TableFormatter: Sendable {
    private let columns: [OutputColumn]
    private let widths: [Int]

    init(columns: [OutputColumn], firstRows rows: [[String]]) {
        self.columns = columns
        self.widths = columns.indices.map { index in
            rows.reduce(DisplayWidth.of(Self.visible(columns[index].name))) { width, row in
                index < row.count ? max(width, DisplayWidth.of(row[index])) : width
            }
        }
    }

    /// The names and the line below them.
    var head: String {
        let names = self.line(self.columns.map { Self.visible($0.name) })
        let rule = self.widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+")
        return "\(names)\(rule)\n"
    }

    func lines(_ rows: [[String]]) -> String {
        rows.map { self.line($0) }.joined()
    }

    /// A value as a cell: what would break the table is escaped.
    static func cell(_ value: JSONValue) -> String {
        self.visible(value.isNull ? "NULL" : value.plainText)
    }

    private func line(_ cells: [String]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() where index < self.columns.count {
            let gap = String(repeating: " ", count: max(0, self.widths[index] - DisplayWidth.of(cell)))
            line += index == 0 ? " " : "| "
            line += self.columns[index].isNumeric ? gap + cell : cell + gap
            line += " "
        }
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }

    private static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: Self.isControl) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": shown += "\\n"
            case "\r": shown += "\\r"
            case "\t": shown += "\\t"
            case let other where Self.isControl(other): shown += "\\u{\(String(other.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029
    }
}
