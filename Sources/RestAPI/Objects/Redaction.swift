/// What of a session's configuration others see (contract, section 3.2).
public enum Redaction: String, Sendable, Hashable, CaseIterable {
    /// Values that look like secrets, or whose keys do, are replaced.
    case redacted = "REDACTED"
    /// Everything is shown.
    case original = "ORIGINAL"
    /// Nothing is shown.
    case none = "NONE"

    static let replacement = "*********(redacted)"
    private static let words = ["secret", "password", "token", "access.key"]

    func shown(_ configs: [String: String]) -> [String: String] {
        switch self {
        case .original: configs
        case .none: [:]
        case .redacted:
            Dictionary(
                uniqueKeysWithValues: configs.map { key, value in
                    (key, Self.isSecret(key) || Self.isSecret(value) ? Self.replacement : value)
                }
            )
        }
    }

    private static func isSecret(_ text: String) -> Bool {
        let text = text.lowercased()
        return Self.words.contains { text.contains($0) }
    }
}
