import Glibc

/// A place in memory where JSON is written, moving on with each write. Whoever makes one has made sure of the room.
struct FieldCursor {
    private(set) var position: UnsafeMutablePointer<UInt8>

    init(_ position: UnsafeMutablePointer<UInt8>) {
        self.position = position
    }

    @inline(__always)
    mutating func write(_ byte: UInt8) {
        self.position.pointee = byte
        self.position += 1
    }

    @inline(__always)
    mutating func write(_ bytes: UnsafePointer<UInt8>, count: Int) {
        memcpy(self.position, bytes, count)
        self.position += count
    }

    @inline(__always)
    mutating func write(_ text: StaticString) {
        self.write(text.utf8Start, count: text.utf8CodeUnitCount)
    }

    /// The most bytes of an integer.
    static let longestInteger = 20

    /// Writes an integer's decimal digits, two at a time.
    @inline(__always)
    mutating func write(decimal value: Int64) {
        if value < 0 { self.write(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let end = self.position + Self.digits(of: rest)
        var next = end
        while rest >= 100 {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 100)
            next -= 2
            memcpy(next, Self.pairs.utf8Start + 2 * Int(remainder), 2)
            rest = quotient
        }
        if rest >= 10 {
            memcpy(next - 2, Self.pairs.utf8Start + 2 * Int(rest), 2)
        } else {
            (next - 1).pointee = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest)
        }
        self.position = end
    }

    private static func digits(of value: UInt64) -> Int {
        var rest = value
        var count = 1
        while rest >= 10_000 {
            rest /= 10_000
            count += 4
        }
        if rest >= 1_000 { return count + 3 }
        if rest >= 100 { return count + 2 }
        return rest >= 10 ? count + 1 : count
    }

    private static let pairs: StaticString = """
        00010203040506070809101112131415161718192021222324252627282930313233343536373839\
        40414243444546474849505152535455565758596061626364656667686970717273747576777879\
        8081828384858687888990919293949596979899
        """

    /// The most bytes of a number with a point.
    static let longestNumber = 25

    /// Writes a number; JSON has none for those that are not finite: they go as text (contract, section 5).
    @inline(__always)
    mutating func write(number value: some BinaryFloatingPoint & CustomStringConvertible) {
        guard value.isFinite else {
            return self.write(value.isNaN ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"")
        }
        if value.magnitude < 16_777_216, value.rounded(.towardZero) == value, !(value.isZero && value.sign == .minus) {
            // The same text as below, without making a string.
            self.write(decimal: Int64(value))
            return self.write(".0")
        }
        var text = value.description
        text.withUTF8 { bytes in
            if let start = bytes.baseAddress { self.write(start, count: bytes.count) }
        }
    }
}
