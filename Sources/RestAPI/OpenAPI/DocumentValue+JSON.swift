extension DocumentValue {
    /// Its JSON (RFC 8259), without white space.
    var json: [UInt8] {
        var bytes: [UInt8] = []
        self.append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .list(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(jsonString: member.name)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .null, .text, .integer, .boolean:
            self.append(scalarTo: &bytes)
        }
    }

    /// Adds a value without parts. JSON's scalars, and its empty list and object, are YAML's too.
    func append(scalarTo bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(utf8: "null")
        case .text(let text): bytes.append(jsonString: text)
        case .integer(let number): bytes.append(decimal: number)
        case .boolean(let value): bytes.append(utf8: value ? "true" : "false")
        case .list: bytes.append(utf8: "[]")
        case .object: bytes.append(utf8: "{}")
        }
    }
}
