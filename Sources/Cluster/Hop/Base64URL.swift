import FoundationEssentials

/// Base64 with the URL-safe alphabet and without padding (RFC 4648, section 5), on top of Foundation's.
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        String(
            Data(bytes).base64EncodedString()
                .compactMap { character -> Character? in
                    switch character {
                    case "+": "-"
                    case "/": "_"
                    case "=": nil
                    default: character
                    }
                }
        )
    }

    /// - Returns: `nil` for any text that ``encode(_:)`` does not give.
    static func decode(_ text: Substring) -> [UInt8]? {
        var base64 = String(
            text.map { character -> Character in
                switch character {
                case "-": "+"
                case "_": "/"
                default: character
                }
            }
        )
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: base64) else { return nil }
        let bytes = Array(data)
        return Self.encode(bytes) == text ? bytes : nil
    }
}
