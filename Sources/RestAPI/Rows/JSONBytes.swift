/// The few pieces of JSON (RFC 8259) that rows are made of.
extension [UInt8] {
    mutating func append(utf8 text: String) {
        self.append(contentsOf: text.utf8)
    }

    /// Adds an integer's decimal digits.
    mutating func append(decimal value: Int) {
        if value < 0 { self.append(UInt8(ascii: "-")) }
        var magnitude = value.magnitude
        let start = self.count
        repeat {
            let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
            self.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder))
            magnitude = quotient
        } while magnitude > 0
        self[start...].reverse()
    }

    /// Adds a JSON string of valid UTF-8, quotes included. Only what JSON demands is escaped.
    mutating func append(jsonString bytes: ArraySlice<UInt8>) {
        self.append(UInt8(ascii: "\""))
        var start = bytes.startIndex
        for index in bytes.indices {
            let byte = bytes[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            self.append(contentsOf: bytes[start..<index])
            self.append(escaped: byte)
            start = index + 1
        }
        self.append(contentsOf: bytes[start...])
        self.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): self.append(utf8: "\\\"")
        case UInt8(ascii: "\\"): self.append(utf8: "\\\\")
        case UInt8(ascii: "\n"): self.append(utf8: "\\n")
        case UInt8(ascii: "\r"): self.append(utf8: "\\r")
        case UInt8(ascii: "\t"): self.append(utf8: "\\t")
        default:
            self.append(utf8: "\\u00")
            for digit in [byte >> 4, byte & 0xF] {
                self.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
