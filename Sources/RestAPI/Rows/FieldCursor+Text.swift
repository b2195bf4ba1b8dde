/// Text and binary as JSON strings.
extension FieldCursor {
    /// The bytes that escaping adds to a text; 0 for one that can be copied as it is.
    static func escapes(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var added = 0
        var index = 0
        let raw = UnsafeRawBufferPointer(bytes)
        while index < bytes.count {
            // Eight at a time over what needs nothing.
            if index + 8 <= bytes.count, Self.isPlain(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) {
                index += 8
                continue
            }
            for byte in bytes[index..<min(index + 8, bytes.count)] {
                added += Self.escapedLength(byte) - 1
            }
            index += 8
        }
        return added
    }

    /// Writes a text that needs no escapes.
    @inline(__always)
    mutating func write(plain bytes: UnsafeBufferPointer<UInt8>) {
        self.write(UInt8(ascii: "\""))
        if let start = bytes.baseAddress { self.write(start, count: bytes.count) }
        self.write(UInt8(ascii: "\""))
    }

    /// Writes any text of valid UTF-8. Only what JSON (RFC 8259) demands is escaped.
    mutating func write(escaping bytes: UnsafeBufferPointer<UInt8>) {
        self.write(UInt8(ascii: "\""))
        for byte in bytes {
            if Self.escapedLength(byte) == 1 {
                self.write(byte)
            } else {
                self.write(escaped: byte)
            }
        }
        self.write(UInt8(ascii: "\""))
    }

    /// The bytes that ``write(base64:)`` writes.
    static func base64Length(_ count: Int) -> Int {
        (count + 2) / 3 * 4 + 2
    }

    /// Writes binary as base64: standard alphabet, padded, one line.
    mutating func write(base64 bytes: UnsafeBufferPointer<UInt8>) {
        self.write(UInt8(ascii: "\""))
        var index = 0
        while index < bytes.count {
            let rest = bytes.count - index
            let first = UInt32(bytes[index]) << 16
            let second = rest > 1 ? UInt32(bytes[index + 1]) << 8 : 0
            let third = rest > 2 ? UInt32(bytes[index + 2]) : 0
            let group = first | second | third
            self.write(Self.base64Digit(group >> 18))
            self.write(Self.base64Digit(group >> 12))
            self.write(rest > 1 ? Self.base64Digit(group >> 6) : UInt8(ascii: "="))
            self.write(rest > 2 ? Self.base64Digit(group) : UInt8(ascii: "="))
            index += 3
        }
        self.write(UInt8(ascii: "\""))
    }

    private static let base64Digits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    private static func base64Digit(_ bits: UInt32) -> UInt8 {
        self.base64Digits.utf8Start[Int(bits & 63)]
    }

    /// Whether none of eight bytes is below U+0020, a quote or a backslash.
    @inline(__always)
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        let quotes = word ^ (ones * UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones * UInt64(UInt8(ascii: "\\")))
        let hits =
            (word &- ones * 0x20) & ~word
            | (quotes &- ones) & ~quotes
            | (backslashes &- ones) & ~backslashes
        return hits & tops == 0
    }

    @inline(__always)
    private static func escapedLength(_ byte: UInt8) -> Int {
        if byte >= 0x20 { return byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 2 : 1 }
        return byte == 9 || byte == 10 || byte == 13 ? 2 : 6
    }

    private mutating func write(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): self.write("\\\"")
        case UInt8(ascii: "\\"): self.write("\\\\")
        case UInt8(ascii: "\n"): self.write("\\n")
        case UInt8(ascii: "\r"): self.write("\\r")
        case UInt8(ascii: "\t"): self.write("\\t")
        default:
            self.write("\\u00")
            for digit in [byte >> 4, byte & 0xF] {
                self.write(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
