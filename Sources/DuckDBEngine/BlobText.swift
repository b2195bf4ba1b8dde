/// Binary inside nested values, which the contract (section 5) has bare.
enum BlobText {
    /// Adds bytes as DuckDB casts them to text: printable ASCII as it is, all else as `\x1F`.
    static func append(_ bytes: some Collection<UInt8>, to text: inout [UInt8]) {
        for byte in bytes {
            if Self.isPlain(byte) { text.append(byte) } else { Self.append(escaped: byte, to: &text) }
        }
    }

    /// Adds bytes where no quotes tell them from what stands around: escaped are also brackets, commas and the like, spaces at
    /// either end, and the first letter of `null`. No bytes at all are `""`. So DuckDB reads the same bytes back.
    static func appendBare(_ bytes: some BidirectionalCollection<UInt8>, to text: inout [UInt8]) {
        if bytes.isEmpty { return text.append(contentsOf: "\"\"".utf8) }
        let isNull = bytes.count == 4 && bytes.map { $0 | 0x20 } == Array("null".utf8)
        var index = bytes.startIndex
        while index != bytes.endIndex {
            let byte = bytes[index]
            let next = bytes.index(after: index)
            let isFirst = index == bytes.startIndex
            let isMark = isFirst && isNull || byte == UInt8(ascii: " ") && (isFirst || next == bytes.endIndex)
            if Self.isPlain(byte), !Self.isSyntax(byte), !isMark {
                text.append(byte)
            } else {
                Self.append(escaped: byte, to: &text)
            }
            index = next
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): false
        default: (0x20...0x7E).contains(byte)
        }
    }

    private static func isSyntax(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "="): true
        case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        case UInt8(ascii: "("), UInt8(ascii: ")"): true
        default: false
        }
    }

    private static func append(escaped byte: UInt8, to text: inout [UInt8]) {
        text.append(contentsOf: "\\x".utf8)
        for half in [byte >> 4, byte & 15] {
            text.append(half < 10 ? UInt8(ascii: "0") + half : UInt8(ascii: "A") + half - 10)
        }
    }
}
