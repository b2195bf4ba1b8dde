/// What the contract asks of `Content-Type` and `Accept` (section 1.2).
enum MediaType {
    /// Whether a request's body is JSON: `application/json` in any case, with any parameters.
    static func isJSON(_ contentType: [String]) -> Bool {
        guard contentType.count == 1, let type = contentType.first?.split(separator: ";").first else { return false }
        return self.trimmed(type) == "application/json"
    }

    /// Whether a client takes a type (RFC 9110, section 12.5.1): the most exact range that fits it decides.
    ///
    /// - Parameter accept: The values of the fields `Accept`; none takes everything.
    static func isAccepted(_ type: String, _ accept: [String]) -> Bool {
        let ranges = accept.flatMap { $0.split(separator: ",") }
        guard !ranges.isEmpty else { return true }
        let wholeKind = type.prefix { $0 != "/" } + "/*"
        var best = -1
        var isAccepted = false
        for range in ranges {
            let parts = range.split(separator: ";").map { Self.trimmed($0) }
            guard let name = parts.first else { continue }
            let exactness = name == type ? 2 : name == wholeKind ? 1 : name == "*/*" ? 0 : -1
            guard exactness > best else { continue }
            best = exactness
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            isAccepted = weight != 0
        }
        return isAccepted
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text.lowercased()
    }
}
