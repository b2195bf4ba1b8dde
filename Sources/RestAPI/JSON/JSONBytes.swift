/// The few pieces of JSON (RFC 8259) that answers are made of.
extension [UInt8] {
    mutating func append(utf8 text: String) {
        self.append(contentsOf: text.utf8)
    }

    /// Adds an integer's decimal digits.
    mutating func append(decimal value: some FixedWidthInteger) {
        self.append(utf8: String(value))
    }

    /// Adds a JSON string, quotes included. Only what JSON demands is escaped.
    mutating func append(jsonString text: String) {
        var text = text
        text.withUTF8 { bytes in
            let start = self.count
            let size = bytes.count + FieldCursor.escapes(in: bytes) + 2
            self.append(contentsOf: repeatElement(0, count: size))
            self.withUnsafeMutableBufferPointer { memory in
                guard let memory = memory.baseAddress else { return }
                var cursor = FieldCursor(memory + start)
                cursor.write(escaping: bytes)
            }
        }
    }
}
