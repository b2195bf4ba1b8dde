/// Finds the lines of a head that arrives in pieces. It looks at no byte twice, and says what it says of a head in one piece.
struct LineScanner: Sendable {
    enum Line {
        /// The line's end is not there yet.
        case incomplete
        /// A line without its end.
        case line(start: Int, end: Int)
        case refused(Refusal)
    }

    /// Where the line under way begins.
    private(set) var start = 0
    private var scanned = 0

    /// Takes the next line.
    ///
    /// - Parameters:
    ///   - limit: The most bytes of the line.
    ///   - overLimit: What to say of a longer one.
    ///   - isFirst: Whether it is the first line, which holds visible ASCII and spaces only.
    mutating func next(_ bytes: Span<UInt8>, limit: Int, overLimit: Refusal, isFirst: Bool) -> Line {
        let end = min(bytes.count, self.start + limit + 1)
        var index = self.scanned
        if isFirst {
            while index < end, bytes[index] >= 0x20, bytes[index] < 0x7F { index += 1 }
        } else {
            while index < end, ByteClass.isFieldValue(bytes[index]) { index += 1 }
        }
        self.scanned = index
        if index - self.start > limit { return .refused(overLimit) }
        guard index < bytes.count else { return .incomplete }
        guard bytes[index] == ByteClass.cr else {
            return .refused(Refusal(400, "a byte that must not stand in a head, or a line that ends without CR"))
        }
        guard index + 1 < bytes.count else { return .incomplete }
        guard bytes[index + 1] == ByteClass.lf else { return .refused(Refusal(400, "a CR without LF in a head")) }
        let line = Line.line(start: self.start, end: index)
        self.start = index + 2
        self.scanned = self.start
        return line
    }
}
