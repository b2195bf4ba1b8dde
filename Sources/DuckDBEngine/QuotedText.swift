/// Strings inside nested values: in double quotes, escaped as in JSON.
enum QuotedText {
    /// Adds a string of UTF-8 bytes.
    static func append(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0x0A: text.append(contentsOf: "\\n".utf8)
            case 0x0D: text.append(contentsOf: "\\r".utf8)
            case 0x09: text.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                text.append(contentsOf: "\\u00".utf8)
                text.append(HexText.digit(byte >> 4))
                text.append(HexText.digit(byte & 15))
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }

    /// Adds a string.
    static func append(_ string: String, to text: inout [UInt8]) {
        Self.append(string.utf8, to: &text)
    }
}

/// Hexadecimal digits.
enum HexText {
    /// The lower-case digit of a number below 16.
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

/// UUIDs in their usual form.
enum UUIDText {
    /// Adds a UUID. DuckDB keeps its first bit inverted, so that signed numbers sort as UUIDs do.
    static func append(_ value: Int128, to text: inout [UInt8]) {
        let bits = UInt128(truncatingIfNeeded: value) ^ (1 << 127)
        for index in 0..<32 {
            if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(HexText.digit(UInt8(truncatingIfNeeded: bits >> UInt128(124 - 4 * index)) & 15))
        }
    }
}

/// Bit strings as zeros and ones.
enum BitText {
    /// Adds a bit string. DuckDB's first byte says how many bits of the second one count for nothing.
    static func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        guard let padding = bytes.first else { return }
        for bit in Int(padding)..<(bytes.count - 1) * 8 {
            let isSet = bytes[1 + bit >> 3] >> UInt8(7 - bit & 7) & 1 == 1
            text.append(UInt8(ascii: isSet ? "1" : "0"))
        }
    }
}
