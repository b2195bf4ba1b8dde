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

    /// Adds a chunk's first `count` rows.
    mutating func append(_ reader: VectorReader, count: Int) {
        let first = self.next
        self.next += count
        if reader.type == .null {
            for row in 0..<count { self.setNull(first + row) }
            return
        }
        guard let validity = reader.validity else { return }
        for word in 0..<(count + 63) / 64 {
            // DuckDB's bits are set for values, and arbitrary past the last row.
            var nulls = ~validity[word]
            if word == count / 64 { nulls &= (1 << UInt64(count & 63)) - 1 }
            while nulls != 0 {
                self.setNull(first + word * 64 + nulls.trailingZeroBitCount)
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
