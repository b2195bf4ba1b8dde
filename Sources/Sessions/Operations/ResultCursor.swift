/// Where the clients of one result are (contract, section 4.5).
struct ResultCursor: Sendable, Hashable {
    /// The next row to give.
    private(set) var position = 0
    /// Where the last block given began.
    private(set) var blockStart = 0

    /// A client asks for rows; the cursor moves past them.
    ///
    /// - Parameters:
    ///   - maxRows: The most rows wanted; none where it is 0 or negative.
    ///   - count: How many rows the result has.
    /// - Returns: The rows to give.
    /// - Throws: ``SessionError`` with `unsupportedOrientation`.
    mutating func fetch(_ orientation: FetchOrientation, maxRows: Int, of count: Int) throws -> Range<Int> {
        switch orientation {
        case .next:
            break
        case .first:
            self.position = 0
        case .prior:
            let (start, overflow) = self.blockStart.subtractingReportingOverflow(maxRows)
            self.position = overflow ? count : min(max(start, 0), count)
        case .last, .relative, .absolute:
            throw SessionError(
                .unsupportedOrientation,
                "The fetch type \(orientation.rawValue) is not supported for this ResultSet."
            )
        }
        self.blockStart = self.position
        self.position += min(max(maxRows, 0), count - self.position)
        return self.blockStart..<self.position
    }
}

/// Where the readers of one log are (contract, section 4.4).
struct LogCursor: Sendable, Hashable {
    private var position = 0

    /// A client asks for lines; the cursor moves past them.
    ///
    /// - Parameters:
    ///   - maxRows: The most lines wanted; all that remain where it is 0 or negative.
    ///   - count: How many lines there are now.
    /// - Throws: ``SessionError`` with `invalidArgument`.
    mutating func fetch(_ orientation: FetchOrientation, maxRows: Int, of count: Int) throws -> Range<Int> {
        let start = try FetchOrientation.forLog(orientation.rawValue) == .first ? 0 : self.position
        let remaining = count - start
        self.position = start + (maxRows > 0 ? min(maxRows, remaining) : remaining)
        return start..<self.position
    }
}
