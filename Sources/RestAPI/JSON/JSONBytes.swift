/// The few pieces of JSON (RFC 8259) that answers are made of.
extension [UInt8] {
    mutating func append(utf8 text: String) {
        var text = text
        text.withUTF8 { self.append(contentsOf: $0) }
    }

    /// Adds an integer's decimal digits.
    mutating func append(decimal value: some FixedWidthInteger) {
        guard var rest = UInt64(exactly: value.magnitude) else { return self.append(utf8: String(value)) }
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var start = 20
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 { self.append(UInt8(ascii: "-")) }
            self.append(contentsOf: UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Adds a JSON string, quotes included. Only what JSON demands is escaped.
    mutating func append(jsonString text: String) {
        var text = text
        text.withUTF8 { bytes in
            let escapes = FieldCursor.escapes(in: bytes)
            guard escapes > 0 else {
                self.append(UInt8(ascii: "\""))
                self.append(contentsOf: bytes)
                self.append(UInt8(ascii: "\""))
                return
            }
            let start = self.count
            self.append(contentsOf: repeatElement(0, count: bytes.count + escapes + 2))
            self.withUnsafeMutableBufferPointer { memory in
                guard let memory = memory.baseAddress else { return }
                var cursor = FieldCursor(memory + start)
                cursor.write(escaping: bytes)
            }
        }
    }
}
