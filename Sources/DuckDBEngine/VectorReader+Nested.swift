import CDuckDB

extension VectorReader {
    /// Adds the text of a row's list, array, map, struct or union, which is not null.
    func appendNestedText(_ row: Int, to text: inout [UInt8]) {
        switch self.type {
        case .list:
            self.appendItems(self.items(row), to: &text)
        case .array(_, let size):
            self.appendItems(row * size..<(row + 1) * size, to: &text)
        case .map:
            self.appendEntries(self.items(row), to: &text)
        case .structure:
            text.append(UInt8(ascii: "{"))
            for (index, child) in self.children.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                text.append(contentsOf: self.labels[index])
                child.appendTextOrNull(row, to: &text)
            }
            text.append(UInt8(ascii: "}"))
        case .union:
            let tag = Int(self.children[0].value(row, as: UInt8.self))
            text.append(UInt8(ascii: "{"))
            text.append(contentsOf: self.labels[tag])
            self.children[tag + 1].appendTextOrNull(row, to: &text)
            text.append(UInt8(ascii: "}"))
        default:
            preconditionFailure("not a nested type")
        }
    }

    private func appendTextOrNull(_ row: Int, to text: inout [UInt8]) {
        if self.isNull(row) {
            text.append(contentsOf: "null".utf8)
        } else {
            self.appendText(row, nested: true, to: &text)
        }
    }

    private func appendItems(_ rows: Range<Int>, to text: inout [UInt8]) {
        let items = self.children[0]
        text.append(UInt8(ascii: "["))
        for row in rows {
            if row > rows.lowerBound { text.append(UInt8(ascii: ",")) }
            items.appendTextOrNull(row, to: &text)
        }
        text.append(UInt8(ascii: "]"))
    }

    private func appendEntries(_ rows: Range<Int>, to text: inout [UInt8]) {
        let keys = self.children[0].children[0]
        let values = self.children[0].children[1]
        var entries: [[UInt8]] = []
        for row in rows {
            var entry: [UInt8] = []
            keys.appendTextOrNull(row, to: &entry)
            entry.append(UInt8(ascii: ":"))
            values.appendTextOrNull(row, to: &entry)
            entries.append(entry)
        }
        entries.sort { $0.lexicographicallyPrecedes($1) }
        text.append(UInt8(ascii: "{"))
        text.append(contentsOf: entries.joined(separator: CollectionOfOne(UInt8(ascii: ","))))
        text.append(UInt8(ascii: "}"))
    }
}
