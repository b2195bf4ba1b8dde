/// Writes the parts of a hop's text into raw memory that is known to have room.
struct HopTextWriter {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    var written: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self.memory[..<self.count])
    }

    mutating func append(_ byte: UInt8) {
        self.memory[self.count] = byte
        self.count += 1
    }

    mutating func append(_ number: UInt64) {
        var digits = 1
        var rest = number / 10
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        rest = number
        for index in stride(from: self.count + digits - 1, through: self.count, by: -1) {
            self.memory[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        self.count += digits
    }

    /// Appends a text, percent-encoded.
    mutating func append(encoding text: String) {
        let bytes = text.utf8.span
        for index in bytes.indices {
            let byte = bytes[index]
            if Self.isPlain(byte) {
                self.append(byte)
            } else {
                self.append(UInt8(ascii: "%"))
                self.append(hexadecimal: byte)
            }
        }
    }

    mutating func append(hexadecimal byte: UInt8) {
        self.append(Self.digit(byte >> 4))
        self.append(Self.digit(byte & 0xF))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: ":"):
            true
        default:
            false
        }
    }
}

/// Reads the parts of a hop's text. Each call answers `nil` where the text is of another form.
struct HopTextReader {
    private let text: UnsafeRawBufferPointer
    private var position = 0

    init(_ text: UnsafeRawBufferPointer) {
        self.text = text
    }

    var isAtEnd: Bool {
        self.position == self.text.count
    }

    mutating func skip(_ byte: UInt8) -> Void? {
        guard self.position < self.text.count, self.text[self.position] == byte else { return nil }
        self.position += 1
        return ()
    }

    /// A number in decimal, with no needless zero before it.
    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type = Number.self) -> Number? {
        let start = self.position
        var value: Number = 0
        while self.position < self.text.count, case let digit = self.text[self.position] &- UInt8(ascii: "0"),
            digit < 10
        {
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeNow) = product.addingReportingOverflow(Number(digit))
            guard !isTooLarge, !isTooLargeNow else { return nil }
            value = sum
            self.position += 1
        }
        guard self.position > start, self.position == start + 1 || self.text[start] != UInt8(ascii: "0") else {
            return nil
        }
        return value
    }

    /// A percent-encoded text, up to the next `;` or the end.
    mutating func decodedText() -> String? {
        var end = self.position
        while end < self.text.count, self.text[end] != UInt8(ascii: ";") { end += 1 }
        let encoded = UnsafeRawBufferPointer(rebasing: self.text[self.position..<end])
        self.position = end
        if !encoded.contains(UInt8(ascii: "%")) { return String(validating: encoded, as: UTF8.self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var index = 0
        while index < encoded.count {
            if encoded[index] != UInt8(ascii: "%") {
                bytes.append(encoded[index])
                index += 1
                continue
            }
            guard
                index + 2 < encoded.count,
                let high = Self.digit(encoded[index + 1]), let low = Self.digit(encoded[index + 2])
            else { return nil }
            bytes.append(high << 4 | low)
            index += 3
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
