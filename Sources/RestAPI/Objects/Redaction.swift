import Synchronization

/// What of a session's configuration others see (contract, section 3.2).
public struct Redaction: Sendable {
    /// How much is shown (`kyuubi.server.conf.retrieveMode`).
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Values that look like secrets, or whose keys do, are replaced.
        case redacted = "REDACTED"
        /// Everything is shown.
        case original = "ORIGINAL"
        /// Nothing is shown.
        case none = "NONE"
    }

    /// What stands in a secret's place.
    public static let replacement = "*********(redacted)"

    private let mode: Mode
    private let pattern: SecretPattern

    /// Creates a rule.
    public init(_ mode: Mode = .redacted, pattern: SecretPattern = .usual) {
        self.mode = mode
        self.pattern = pattern
    }

    func shown(_ configs: [String: String]) -> [String: String] {
        switch self.mode {
        case .original: configs
        case .none: [:]
        case .redacted:
            Dictionary(
                uniqueKeysWithValues: configs.map { key, value in
                    (key, self.pattern.isFound(in: key) || self.pattern.isFound(in: value) ? Self.replacement : value)
                }
            )
        }
    }
}

/// What secrets look like (`kyuubi.server.redaction.regex`): found anywhere in a key or a value.
public final class SecretPattern: Sendable {
    /// The pattern that ``usual`` stands for.
    public static let usualText = "(?i)secret|password|token|access[.]key"
    /// What holds where nothing is configured.
    public static let usual = SecretPattern(expression: nil)
    private static let usualWords = ["secret", "password", "token", "access.key"]

    /// `nil` for the usual one, whose words are looked for without the machinery of expressions. Expressions are not Sendable:
    /// one at a time uses it.
    private let expression: Mutex<Regex<AnyRegexOutput>?>

    /// Reads a regular expression.
    ///
    /// - Throws: Where the text is none.
    public convenience init(_ text: String) throws {
        self.init(expression: text == Self.usualText ? nil : try Regex(text))
    }

    private init(expression: sending Regex<AnyRegexOutput>?) {
        self.expression = Mutex(expression)
    }

    func isFound(in text: String) -> Bool {
        self.expression.withLock { expression in
            guard let expression else {
                let text = text.lowercased()
                return Self.usualWords.contains { text.contains($0) }
            }
            do {
                return try expression.firstMatch(in: text) != nil
            } catch {
                // An expression that gives up on a text has not shown that it is harmless.
                return true
            }
        }
    }
}
