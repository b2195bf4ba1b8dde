import Engines

/// What a statement's execution begins with.
struct StatementText: Sendable {
    /// A value for a parameter.
    enum Value: Sendable, Hashable {
        case text(String)
        case boolean(Bool)
        case null
    }

    /// The SQL.
    var sql: String
    /// Values for `$1`, `$2`, …, of a single statement.
    var values: [Value] = []
    /// Settings for this statement alone.
    var settings: [String: String] = [:]
    /// The plan that is wanted in place of the result.
    var plan: PlanMode?
    /// What the columns are called where DuckDB's own names and comments do not count; their types are the same.
    var layout: ResultSchema?
}

extension StatementText.Value {
    /// A text, or null.
    init(_ text: String?) {
        self = text.map(Self.text) ?? .null
    }
}
