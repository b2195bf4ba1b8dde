/// Classes of bytes, as masks: a `static let` table would cost a once-check at each look.
enum ByteClass {
    /// `tchar` of RFC 9110, 5.6.2.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        if byte < 64 { return (0x03FF_6CFA_0000_0000 as UInt64) >> UInt64(byte) & 1 == 1 }
        if byte < 128 { return (0x57FF_FFFF_C7FF_FFFE as UInt64) >> UInt64(byte - 64) & 1 == 1 }
        return false
    }

    /// What a field's value may hold: visible bytes, space, tab, and bytes above ASCII (RFC 9110, 5.5).
    @inline(__always)
    static func isFieldValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    /// What may stand in a request target: visible ASCII without `"`, `#`, `<`, `>`, `\` (RFC 3986; `[ ] ^ ` { | }` may pass,
    /// browsers send them).
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool {
        if byte < 64 { return (0xAFFF_FFF2_0000_0000 as UInt64) >> UInt64(byte) & 1 == 1 }
        if byte < 127 { return (0xFFFF_FFFF_EFFF_FFFF as UInt64) >> UInt64(byte - 64) & 1 == 1 }
        return false
    }

    /// The value of a hexadecimal digit.
    @inline(__always)
    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    /// A letter in lower case; other bytes are changed too, but never into another letter.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    static let cr: UInt8 = 0x0D
    static let lf: UInt8 = 0x0A
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09
}
