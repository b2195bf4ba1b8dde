/// Integers of any length.
enum BigNumberText {
    private static let piece: UInt64 = 1_000_000_000_000_000_000
    private static let digitsOfPiece = 18

    /// Adds an integer. DuckDB keeps three bytes of head, the first bit of which is set for numbers not below zero, and the
    /// magnitude with its highest byte first; below zero every bit is inverted.
    ///
    /// The work grows with the square of the length, as does DuckDB's own to make such a number of a text.
    static func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        guard let head = bytes.first, bytes.count > 3 else { return }
        let isNegative = head & 0x80 == 0
        var limbs = Self.limbs(bytes.dropFirst(3), invertedBy: isNegative ? 0xFF : 0)
        var pieces: [UInt64] = []
        while !limbs.isEmpty {
            var remainder: UInt64 = 0
            for index in limbs.indices.reversed() {
                (limbs[index], remainder) = Self.piece.dividingFullWidth((remainder, limbs[index]))
            }
            pieces.append(remainder)
            while limbs.last == 0 { limbs.removeLast() }
        }
        guard let first = pieces.popLast() else { return text.append(UInt8(ascii: "0")) }
        if isNegative { text.append(UInt8(ascii: "-")) }
        DecimalText.append(digitsOf: first, atLeast: 1, to: &text)
        for piece in pieces.reversed() { DecimalText.append(digitsOf: piece, atLeast: Self.digitsOfPiece, to: &text) }
    }

    /// The magnitude in 64 bits each, the lowest first, without zeros at the end.
    private static func limbs(_ bytes: Slice<UnsafeRawBufferPointer>, invertedBy mask: UInt8) -> [UInt64] {
        var limbs = [UInt64](repeating: 0, count: (bytes.count + 7) / 8)
        for (place, byte) in bytes.reversed().enumerated() {
            limbs[place / 8] |= UInt64(byte ^ mask) << UInt64(place % 8 * 8)
        }
        while limbs.last == 0 { limbs.removeLast() }
        return limbs
    }
}
