extension Handle: CustomStringConvertible {
    /// The UUID in its canonical form: 36 lower-case characters.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { bytes in
            self.write(into: UnsafeMutableRawBufferPointer(bytes))
            return Self.textLength
        }
    }

    /// The characters of the canonical form.
    public static let textLength = 36

    /// Writes the 36 characters of the canonical form to the start of a piece of memory, which must have room for them.
    public func write(into memory: UnsafeMutableRawBufferPointer) {
        precondition(memory.count >= Self.textLength, "a handle's text takes 36 bytes")
        // Groups of 8-4-4-4-12 digits, the second half beginning in the fourth group.
        self.high.writeDigits(60, 8, to: memory, at: 0)
        memory[8] = UInt8(ascii: "-")
        self.high.writeDigits(28, 4, to: memory, at: 9)
        memory[13] = UInt8(ascii: "-")
        self.high.writeDigits(12, 4, to: memory, at: 14)
        memory[18] = UInt8(ascii: "-")
        self.low.writeDigits(60, 4, to: memory, at: 19)
        memory[23] = UInt8(ascii: "-")
        self.low.writeDigits(44, 12, to: memory, at: 24)
    }

    /// Reads the canonical form, letters in either case; `nil` for any other text.
    static func halves(of text: UnsafeRawBufferPointer) -> (high: UInt64, low: UInt64)? {
        let dash = UInt8(ascii: "-")
        guard
            text.count == Self.textLength, text[8] == dash, text[13] == dash, text[18] == dash, text[23] == dash
        else { return nil }
        var digits = HexDigits()
        digits.read(8, of: text, at: 0)
        digits.read(4, of: text, at: 9)
        digits.read(4, of: text, at: 14)
        let high = digits.value
        digits.read(4, of: text, at: 19)
        digits.read(12, of: text, at: 24)
        // The first half has been shifted out.
        return digits.isWrong ? nil : (high, digits.value)
    }
}

/// Reads hexadecimal digits without a branch on what they are: random digits make a processor guess wrong.
private struct HexDigits {
    var value: UInt64 = 0
    private var wrong: UInt8 = 0

    var isWrong: Bool { self.wrong != 0 }

    mutating func read(_ count: Int, of text: UnsafeRawBufferPointer, at start: Int) {
        for index in start..<start + count {
            let decimal = text[index] &- UInt8(ascii: "0")
            let letter = (text[index] | 0x20) &- UInt8(ascii: "a")
            let isDecimal = decimal < 10
            self.wrong |= isDecimal || letter < 6 ? 0 : 1
            self.value = self.value << 4 | UInt64(isDecimal ? decimal : (letter & 7) + 10)
        }
    }
}

extension UInt64 {
    /// Writes `count` hexadecimal digits, the first of them from the four bits above `shift`.
    fileprivate func writeDigits(_ shift: UInt64, _ count: Int, to memory: UnsafeMutableRawBufferPointer, at start: Int)
    {
        for index in 0..<count {
            let value = UInt8(truncatingIfNeeded: self &>> (shift &- 4 &* UInt64(index))) & 0xF
            memory[start + index] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
        }
    }
}
