import Engines

/// Gathers a column's nulls over the chunks of a batch.
struct NullCollector {
    private let rows: Int
    private var words: [UInt64] = []
    private var next = 0

    /// - Parameter rows: How many the batch will have.
    init(rows: Int) {
        self.rows = rows
    }

    /// Adds some rows of a chunk.
    mutating func append(_ reader: VectorReader, _ rows: Range<Int>) {
        let shift = self.next - rows.lowerBound
        self.next += rows.count
        if reader.type == .null {
            for row in rows { self.setNull(row + shift) }
            return
        }
        guard let validity = reader.validity, !rows.isEmpty else { return }
        for word in rows.lowerBound >> 6...(rows.upperBound - 1) >> 6 {
            // DuckDB's bits are set for values, and arbitrary past the last row.
            var nulls = ~validity[word]
            while nulls != 0 {
                let row = word * 64 + nulls.trailingZeroBitCount
                if rows.contains(row) { self.setNull(row + shift) }
                nulls &= nulls - 1
            }
        }
    }

    private mutating func setNull(_ row: Int) {
        if self.words.isEmpty { self.words = [UInt64](repeating: 0, count: (self.rows + 63) / 64) }
        self.words[row >> 6] |= 1 << UInt64(row & 63)
    }

    /// The nulls of all rows; `nil` where there is none.
    var mask: NullMask? {
        self.words.isEmpty ? nil : NullMask(words: self.words)
    }
}
