import CDuckDB

extension ValueType {
    /// How long the texts of this type are, roughly; `nil` where it depends on the value.
    var textSize: Int? {
        switch self {
        case .boolean, .tinyint, .smallint, .utinyint, .usmallint, .null: 5
        case .integer, .uinteger, .float, .date: 10
        case .bigint, .ubigint, .double, .decimal, .time, .timeWithZone: 20
        case .hugeint, .uhugeint, .uuid, .timestamp, .interval: 36
        case .enumeration(let values, _): values.count == 0 ? 0 : values.bytes.count / values.count + 2
        case .varchar, .blob, .bit, .bignum, .geometry, .variant: nil
        case .list, .array, .map, .structure, .union: nil
        }
    }
}

extension VectorReader {
    /// How long the texts of some rows are together, roughly: a batch must be bounded before they are written.
    func textBytes(_ rows: Range<Int>) -> Int {
        if let size = self.type.textSize { return rows.count * (size + 1) }
        return rows.reduce(0) { $0 + (self.isNull($1) ? 5 : self.textBytes($1)) }
    }

    private func textBytes(_ row: Int) -> Int {
        switch self.type {
        case .varchar: return self.string(row).count + 3
        case .blob: return self.string(row).count * 4
        case .bit: return self.string(row).count * 8
        case .bignum, .geometry: return self.string(row).count * 3
        case .list, .map: return self.children[0].textBytes(self.items(row)) + 2
        case .array(_, let size): return self.children[0].textBytes(row * size..<(row + 1) * size) + 2
        case .variant:
            let parts = [0, 1, 2].map { self.children[$0] }
            let keys = parts[0].children[0].textBytes(parts[0].items(row))
            let members = parts[1].items(row).count
            // Every member may have the longest key, but hardly ever has.
            return self.children[3].string(row).count * 3 + keys * 2 + members * 16 + parts[2].items(row).count * 8
        case .structure, .union:
            // A struct without names is a map's entry. Of a union's members all but one are null.
            let labels = self.labels.reduce(0) { $0 + $1.count }
            return self.children.reduce(labels + 2) { $0 + $1.textBytes(row..<row + 1) }
        default: return self.type.textSize ?? 0
        }
    }

    /// The rows of the vector inside that a list's or map's row consists of.
    func items(_ row: Int) -> Range<Int> {
        let entry = self.value(row, as: cdk_list_entry.self)
        return Int(entry.offset)..<Int(entry.offset + entry.length)
    }
}
