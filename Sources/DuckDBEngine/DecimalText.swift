/// Integers and decimals in plain notation.
enum DecimalText {
    /// Adds an integer.
    static func append(_ value: Int64, to text: inout [UInt8]) {
        if value < 0 { text.append(UInt8(ascii: "-")) }
        Self.append(digitsOf: value.magnitude, atLeast: 1, to: &text)
    }

    /// Adds `value / 10^scale` with exactly `scale` fraction digits.
    static func append(_ value: Int128, scale: Int = 0, to text: inout [UInt8]) {
        Self.append(magnitude: value.magnitude, isNegative: value < 0, scale: scale, to: &text)
    }

    /// Adds `±magnitude / 10^scale` with exactly `scale` fraction digits.
    static func append(magnitude: UInt128, isNegative: Bool, scale: Int = 0, to text: inout [UInt8]) {
        if isNegative { text.append(UInt8(ascii: "-")) }
        let start = text.count
        // 39 digits at most, in pieces that fit 64 bits.
        if magnitude <= UInt128(UInt64.max) {
            Self.append(digitsOf: UInt64(magnitude), atLeast: scale + 1, to: &text)
        } else {
            let (high, low) = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
            if high <= UInt128(UInt64.max) {
                Self.append(digitsOf: UInt64(high), atLeast: max(scale - 17, 1), to: &text)
            } else {
                let (top, middle) = high.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
                Self.append(digitsOf: UInt64(top), atLeast: max(scale - 35, 1), to: &text)
                Self.append(digitsOf: UInt64(middle), atLeast: 18, to: &text)
            }
            Self.append(digitsOf: UInt64(low), atLeast: 18, to: &text)
        }
        if scale > 0 {
            assert(text.count - start > scale)
            text.insert(UInt8(ascii: "."), at: text.count - scale)
        }
    }

    /// Adds a number's digits, with zeros in front where it has fewer than `atLeast`.
    static func append(digitsOf value: UInt64, atLeast: Int, to text: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { digits in
            var value = value
            var first = 64
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
                value /= 10
            } while value > 0
            while 64 - first < atLeast, first > 0 {
                first -= 1
                digits[first] = UInt8(ascii: "0")
            }
            text.append(contentsOf: digits[first...])
        }
    }
}
