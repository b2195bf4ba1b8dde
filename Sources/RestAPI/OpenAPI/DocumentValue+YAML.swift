extension DocumentValue {
    /// Its YAML (1.2, and the same to readers of 1.1): block style, texts in double quotes, which reads them as JSON does.
    var yaml: [UInt8] {
        var bytes: [UInt8] = []
        if self.isScalar {
            self.append(scalarTo: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        } else {
            self.append(blockTo: &bytes, indent: 0, isLineBegun: false)
        }
        return bytes
    }

    /// - Parameter isLineBegun: Whether the first line stands at its indent already, behind the dash of a list.
    private func append(blockTo bytes: inout [UInt8], indent: Int, isLineBegun: Bool) {
        switch self {
        case .object(let members):
            for (index, member) in members.enumerated() {
                if index > 0 || !isLineBegun {
                    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
                }
                Self.append(name: member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if member.value.isScalar {
                    bytes.append(UInt8(ascii: " "))
                    member.value.append(scalarTo: &bytes)
                    bytes.append(UInt8(ascii: "\n"))
                } else {
                    bytes.append(UInt8(ascii: "\n"))
                    member.value.append(blockTo: &bytes, indent: indent + 2, isLineBegun: false)
                }
            }
        case .list(let elements):
            for (index, element) in elements.enumerated() {
                if index > 0 || !isLineBegun {
                    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
                }
                bytes.append(utf8: "- ")
                if element.isScalar {
                    element.append(scalarTo: &bytes)
                    bytes.append(UInt8(ascii: "\n"))
                } else {
                    element.append(blockTo: &bytes, indent: indent + 2, isLineBegun: true)
                }
            }
        case .null, .text, .integer, .boolean:
            self.append(scalarTo: &bytes)
        }
    }

    /// Words stand bare unless some reader takes them for something else than a text, such as `200`, `no` or `y`.
    private static func append(name: String, to bytes: inout [UInt8]) {
        let isWord =
            name.utf8.count > 3 && !["null", "true", "false"].contains(name.lowercased())
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            }
        if isWord { bytes.append(utf8: name) } else { bytes.append(jsonString: name) }
    }
}
