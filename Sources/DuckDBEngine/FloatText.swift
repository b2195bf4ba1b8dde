/// Floating-point numbers as Java prints them: the shortest digits that read back as the same number, `1.0`, `1.0E21`,
/// `NaN`, `-Infinity`.
enum FloatText {
    /// Adds a number.
    static func append(_ value: some BinaryFloatingPoint & CustomStringConvertible, to text: inout [UInt8]) {
        if value.isNaN { return text.append(contentsOf: "NaN".utf8) }
        if value.sign == .minus { text.append(UInt8(ascii: "-")) }
        if value.isInfinite { return text.append(contentsOf: "Infinity".utf8) }
        if value.isZero { return text.append(contentsOf: "0.0".utf8) }

        let (digits, pointAfter) = Self.shortest(value.magnitude)
        // Java's bounds for plain notation: from 10^-3 to below 10^7.
        if pointAfter > -3, pointAfter <= 7 {
            Self.append(digits, pointAfter: pointAfter, to: &text)
        } else {
            Self.append(digits, pointAfter: 1, to: &text)
            text.append(UInt8(ascii: "E"))
            DecimalText.append(Int64(pointAfter - 1), to: &text)
        }
    }

    /// Adds a number as C's `%g` does, but with as many digits as it needs: `1`, `0.1`, `1e+21`, `nan`, `-inf`.
    static func append(short value: Double, to text: inout [UInt8]) {
        if value.isNaN { return text.append(contentsOf: "nan".utf8) }
        if value.sign == .minus { text.append(UInt8(ascii: "-")) }
        if value.isInfinite { return text.append(contentsOf: "inf".utf8) }
        if value.isZero { return text.append(UInt8(ascii: "0")) }

        let (digits, pointAfter) = Self.shortest(value.magnitude)
        if pointAfter > -4, pointAfter <= 16 {
            Self.append(digits, pointAfter: pointAfter, to: &text)
            if digits.count <= pointAfter { text.removeLast(2) }
            return
        }
        text.append(digits[0])
        if digits.count > 1 {
            text.append(UInt8(ascii: "."))
            text.append(contentsOf: digits[1...])
        }
        text.append(UInt8(ascii: "e"))
        text.append(UInt8(ascii: pointAfter > 0 ? "+" : "-"))
        DecimalText.append(digitsOf: UInt64((pointAfter - 1).magnitude), atLeast: 2, to: &text)
    }

    /// The digits of a positive number, without zeros at either end, and behind how many of them the point stands.
    private static func shortest(_ value: some CustomStringConvertible) -> (digits: [UInt8], pointAfter: Int) {
        var digits: [UInt8] = []
        var exponent = 0
        var pointAfter: Int?
        var description = value.description[...].utf8
        while let byte = description.popFirst() {
            switch byte {
            case UInt8(ascii: "."): pointAfter = digits.count
            case UInt8(ascii: "e"):
                exponent = Int(String(Substring(description))) ?? 0
                description = description[description.endIndex...]
            default: digits.append(byte)
            }
        }
        let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        let point = (pointAfter ?? digits.count) + exponent - leadingZeros
        digits.removeFirst(leadingZeros)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, point)
    }

    private static func append(_ digits: [UInt8], pointAfter: Int, to text: inout [UInt8]) {
        let zero = UInt8(ascii: "0")
        if pointAfter <= 0 {
            text.append(contentsOf: "0.".utf8)
            text.append(contentsOf: repeatElement(zero, count: -pointAfter))
            text.append(contentsOf: digits)
            return
        }
        text.append(contentsOf: digits.prefix(pointAfter))
        text.append(contentsOf: repeatElement(zero, count: max(0, pointAfter - digits.count)))
        text.append(UInt8(ascii: "."))
        text.append(contentsOf: digits.count > pointAfter ? digits[pointAfter...] : [zero])
    }
}
