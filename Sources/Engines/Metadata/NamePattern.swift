/// Which names of a catalog are meant (contract, section 10): `%` stands for any run of characters, `_` for one, and `\` takes
/// the next character as it is.
///
/// Whether letters' case counts is the engine's to say: it differs from catalog to catalog.
public struct NamePattern: Sendable, Hashable {
    /// The pattern for SQL's `LIKE … ESCAPE '\'`, which every engine takes as it is; `nil` where every name is meant.
    public let like: String?

    /// Every name.
    public static let all = NamePattern(nil)

    /// Reads what a client sends. No text, an empty one and `*` mean every name; a backslash at the end stands for itself.
    public init(_ text: String?) {
        guard let text, !text.isEmpty, text != "*" else {
            self.like = nil
            return
        }
        // Engines refuse a pattern that ends in its escape character.
        let backslashes = text.utf8.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
        self.like = backslashes.isMultiple(of: 2) ? text : text + "\\"
    }
}

/// Which catalog is meant: never a pattern (contract, section 10).
public enum CatalogChoice: Sendable, Hashable {
    /// The one that the session is in.
    case current
    /// This one, spelt as it is listed.
    case named(String)

    /// Reads what a client sends: no text, or nothing but white space, means the current one.
    public init(_ text: String?) {
        guard let text, !text.allSatisfy(\.isWhitespace) else {
            self = .current
            return
        }
        self = .named(text)
    }

    /// The name; `nil` for the current one.
    public var name: String? {
        switch self {
        case .current: nil
        case .named(let name): name
        }
    }
}
