/// A JSON value as it was read; nothing is converted before somebody says what it is to be.
enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// A number's text, which JSON's grammar allows.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Of two members with one name, the last.
    case object([String: JSONValue])
}
