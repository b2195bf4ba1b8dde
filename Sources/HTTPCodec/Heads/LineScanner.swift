/// Finds the lines of a head that arrives in pieces. It looks at no byte twice, and says what it says of a head in one piece.
struct LineScanner: Sendable {
    enum Line {
        /// The line's end is not there yet.
        case incomplete
        /// A line without its end.
        case line(start: Int, end: Int)
        /// The line is longer than it may be.
        case tooLong
        case malformed
    }

    /// Where the line under way begins.
    private(set) var start = 0
    private var scanned = 0

    /// Takes the next line.
    ///
    /// - Parameters:
    ///   - limit: The most bytes of the line.
    ///   - isFirst: Whether it is the first line, which holds visible ASCII and spaces only.
    mutating func next(_ bytes: Span<UInt8>, limit: Int, isFirst: Bool) -> Line {
        let end = min(bytes.count, self.start + limit + 1)
        let index =
            isFirst ? Self.endOfText(bytes, self.scanned, end) : Self.endOfFieldText(bytes, self.scanned, end)
        self.scanned = index
        if index - self.start > limit { return .tooLong }
        guard index < bytes.count else { return .incomplete }
        guard bytes[index] == ByteClass.cr else { return .malformed }
        guard index + 1 < bytes.count else { return .incomplete }
        guard bytes[index + 1] == ByteClass.lf else { return .malformed }
        let line = Line.line(start: self.start, end: index)
        self.start = index + 2
        self.scanned = self.start
        return line
    }

    /// The first place from `index` on that is not visible ASCII or a space; `end` where there is none.
    private static func endOfText(_ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> Int {
        var index = index
        while index + 8 <= end {
            let word = Self.word(bytes, index)
            let stops = Self.controls(word) | word & Self.highBits
            if stops != 0 { return index + stops.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < end, bytes[unchecked: index] >= 0x20, bytes[unchecked: index] < 0x7F { index += 1 }
        return index
    }

    /// The first place from `index` on that must not stand in a field's line; `end` where there is none.
    private static func endOfFieldText(_ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> Int {
        var index = index
        while index + 8 <= end {
            let stops = Self.controls(Self.word(bytes, index))
            if stops == 0 {
                index += 8
            } else {
                index += stops.trailingZeroBitCount / 8
                guard bytes[unchecked: index] == ByteClass.tab else { return index }
                index += 1
            }
        }
        while index < end, ByteClass.isFieldValue(bytes[unchecked: index]) { index += 1 }
        return index
    }

    /// Eight bytes, the first one lowest. The caller has seen that they are there.
    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 {
        UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
    }

    /// Has the high bit of the first byte set that is below 0x20 or 0x7F; above it bits may be set by a borrow.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 {
        let low = (word &- 0x2020_2020_2020_2020) & ~word
        let deletes = word ^ 0x7F7F_7F7F_7F7F_7F7F
        return (low | (deletes &- 0x0101_0101_0101_0101) & ~deletes) & Self.highBits
    }

    @inline(__always)
    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }
}
