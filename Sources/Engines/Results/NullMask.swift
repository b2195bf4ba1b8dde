/// Which rows of a column are null: one bit a row, set for a null.
public struct NullMask: Sendable, Hashable {
    /// The bits, the lowest of the first word for row 0. Bits past the last row are 0.
    public private(set) var words: [UInt64]

    /// Creates a mask for so many rows, none of them null.
    public init(rows: Int) {
        self.words = [UInt64](repeating: 0, count: (rows + 63) / 64)
    }

    /// Creates a mask of given words.
    public init(words: [UInt64]) {
        self.words = words
    }

    /// Whether a row is null.
    public subscript(row: Int) -> Bool {
        get { self.words[row >> 6] >> UInt64(row & 63) & 1 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(row & 63)
            if newValue {
                self.words[row >> 6] |= bit
            } else {
                self.words[row >> 6] &= ~bit
            }
        }
    }

    /// Whether no row is null.
    public var isEmpty: Bool {
        self.words.allSatisfy { $0 == 0 }
    }

    /// The mask of some of the rows; `nil` where none of them is null.
    public func slice(_ rows: Range<Int>) -> NullMask? {
        var slice = NullMask(rows: rows.count)
        for (index, row) in rows.enumerated() where self[row] {
            slice[index] = true
        }
        return slice.isEmpty ? nil : slice
    }
}
