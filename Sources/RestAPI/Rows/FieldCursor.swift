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

    /// Goes past bytes that somebody else has written.
    @inline(__always)
    mutating func skip(_ count: Int) {
        self.position += count
    }

    /// How far ``write(padded:count:)`` may read and write past the end.
    static let padding = 16

    /// Writes few bytes without a call: whole words of 16, so that up to ``padding`` bytes past the end are read and written.
    @inline(__always)
    mutating func write(padded bytes: UnsafePointer<UInt8>, count: Int) {
        guard count <= 96 else { return self.write(bytes, count: count) }
        let source = UnsafeRawPointer(bytes)
        let target = UnsafeMutableRawPointer(self.position)
        var offset = 0
        while offset < count {
            let word = source.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
            target.storeBytes(of: word, toByteOffset: offset, as: SIMD16<UInt8>.self)
            offset += 16
        }
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
        // Most numbers have few digits behind the point. Where they are no more than 15 in all, no other text of so few is the
        // same number, and the division, which is rounded rightly, tells whether it is this one.
        let scaled = (Double(value) * 10_000).rounded()
        if Double(value) == scaled / 10_000, scaled.magnitude < 1e15, value.magnitude >= 0.000_1 {
            return self.write(tenThousandths: Int64(scaled))
        }
        var text = value.description
        text.withUTF8 { bytes in
            if let start = bytes.baseAddress { self.write(start, count: bytes.count) }
        }
    }

    private mutating func write(tenThousandths value: Int64) {
        if value < 0 { self.write(UInt8(ascii: "-")) }
        let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: 10_000)
        self.write(decimal: Int64(whole))
        self.write(UInt8(ascii: "."))
        let hundredths = Self.pairs.utf8Start + 2 * Int(fraction / 100)
        let rest = Self.pairs.utf8Start + 2 * Int(fraction % 100)
        memcpy(self.position, hundredths, 2)
        memcpy(self.position + 2, rest, 2)
        // One digit at least.
        var digits = 4
        while digits > 1, self.position[digits - 1] == UInt8(ascii: "0") { digits -= 1 }
        self.position += digits
    }
}
