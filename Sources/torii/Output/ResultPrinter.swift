/// A column of a result, as far as showing it goes.
struct OutputColumn: Sendable, Hashable {
    var name: String
    /// Whether its values stand at the right edge.
    var isNumeric: Bool
    /// Whether its text is a number that JSON can hold bare.
    var isBareInJSON: Bool

    init(name: String, isNumeric: Bool = false, isBareInJSON: Bool = false) {
        self.name = name
        self.isNumeric = isNumeric
        self.isBareInJSON = isBareInJSON
    }
}

/// Turns pages of rows into text, page by page, so that a large result is never whole in memory.
///
/// A table is the exception by nature: its widths are taken from the first page, and what is wider later sticks out.
struct ResultPrinter: Sendable {
    private let format: OutputFormat
    private let columns: [OutputColumn]
    private var table: TableFormatter?
    private var rows = 0

    init(format: OutputFormat, columns: [OutputColumn]) {
        self.format = format
        self.columns = columns
    }

    /// The text of the next rows.
    mutating func page(_ rows: [[JSONValue]]) -> String {
        defer { self.rows += rows.count }
        switch self.format {
        case .table:
            let texts = rows.map { $0.map { TableFormatter.cell($0) } }
            if self.table == nil {
                let table = TableFormatter(columns: self.columns, firstRows: texts)
                self.table = table
                return table.head + table.lines(texts)
            }
            return self.table?.lines(texts) ?? ""
        case .csv:
            let head = self.rows == 0 && !rows.isEmpty ? CSVFormatter.line(self.columns.map(\.name)) : ""
            return head + rows.map { CSVFormatter.line($0.map { $0.isNull ? nil : $0.plainText }) }.joined()
        case .json:
            var text = ""
            for (index, row) in rows.enumerated() {
                text += self.rows + index == 0 ? "[\n  " : ",\n  "
                text += JSONFormatter.object(row, columns: self.columns)
            }
            return text
        }
    }

    /// What closes the output.
    mutating func end() -> String {
        switch self.format {
        case .table:
            let head = self.table == nil ? TableFormatter(columns: self.columns, firstRows: []).head : ""
            return head + "(\(self.rows) \(self.rows == 1 ? "row" : "rows"))\n"
        case .csv: return self.rows == 0 ? CSVFormatter.line(self.columns.map(\.name)) : ""
        case .json: return self.rows == 0 ? "[]\n" : "\n]\n"
        }
    }
}
