extension Handle: CustomStringConvertible {
    /// The UUID in its canonical form: 36 lower-case characters.
    public var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.textLength)
        self.write(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds the 36 characters of the canonical form to a buffer.
    public func write(into buffer: inout some RangeReplaceableCollection<UInt8>) {
        for (half, dashes) in [(self.high, 0b1110 as UInt8), (self.low, 0b0001)] {
            // Groups of 8-4-4-4-12 digits: a dash follows the 8th, 12th and 16th digit, and the 4th of the second half.
            for digit in 0..<16 {
                let value = UInt8(half >> UInt64(60 - 4 * digit) & 0xF)
                buffer.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
                if digit & 3 == 3, dashes & Self.dashBit(after: digit) != 0 {
                    buffer.append(UInt8(ascii: "-"))
                }
            }
        }
    }

    static let textLength = 36

    /// Reads the canonical form, letters in either case; `nil` for any other text.
    static func halves(of text: some Collection<UInt8>) -> (high: UInt64, low: UInt64)? {
        guard text.count == Self.textLength else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (position, character) in text.enumerated() {
            switch position {
            case 8, 13, 18, 23:
                guard character == UInt8(ascii: "-") else { return nil }
            default:
                guard let value = Self.value(ofDigit: character) else { return nil }
                if position < 18 {
                    high = high << 4 | value
                } else {
                    low = low << 4 | value
                }
            }
        }
        return (high, low)
    }

    private static func dashBit(after digit: Int) -> UInt8 {
        1 << UInt8(digit >> 2)
    }

    private static func value(ofDigit character: UInt8) -> UInt64? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(character - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(character - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
