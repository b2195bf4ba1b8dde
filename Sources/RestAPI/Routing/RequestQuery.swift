/// The parameters behind a path's question mark (contract, section 1.1): names are case-sensitive, of a repeated one the first
/// counts, unknown ones are never looked at.
struct RequestQuery: Sendable {
    private let bytes: [UInt8]

    /// Keeps a query; it is read when somebody asks for a parameter. What is not well-formed stays as it was sent.
    init(_ query: Span<UInt8>) {
        self.bytes = query.isEmpty ? [] : query.withUnsafeBufferPointer { Array($0) }
    }

    /// A text, taken literally, also an empty one; `nil` where it is absent.
    func string(_ name: String) -> String? {
        for parameter in self.bytes.split(separator: UInt8(ascii: "&")) {
            let parts = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            if Self.decoded(parts[0]) == name { return parts.count > 1 ? Self.decoded(parts[1]) : "" }
        }
        return nil
    }

    /// A 32-bit integer; `nil` where it is absent or empty.
    ///
    /// - Throws: ``APIError`` with status 400 that names the parameter.
    func integer(_ name: String) throws(APIError) -> Int? {
        guard let text = self.string(name), !text.isEmpty else { return nil }
        guard let number = Int32(text) else { throw APIError(400, "the parameter \(name) must be a number of 32 bits") }
        return Int(number)
    }

    private static func decoded(_ part: ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        var index = part.startIndex
        while index < part.endIndex {
            let byte = part[index]
            index += 1
            if byte == UInt8(ascii: "%"), index + 1 < part.endIndex,
                let high = RequestPath.hexadecimal(part[index]), let low = RequestPath.hexadecimal(part[index + 1])
            {
                text.append(high << 4 | low)
                index += 2
            } else {
                text.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
