import Engines

/// The settings that a session may change for itself once the configuration is locked, and the statements that would
/// change them for every session.
enum SessionSettings {
    /// What stays free: what a session may set for itself, and which plans EXPLAIN shows it.
    static let free =
        settable + ["explain_output"]

    /// What the `configs` of a session and the overlay of a statement may set.
    static let settable = [
        "TimeZone", "Calendar", "default_collation", "default_null_order", "default_order", "integer_division",
        "ieee_floating_point_ops", "scalar_subquery_error_on_multiple_rows",
    ]

    /// DuckDB's name for what clients of Spark call otherwise.
    static func name(of key: String) -> String {
        key == "spark.sql.session.timeZone" ? "TimeZone" : key
    }

    /// Those that DuckDB changes for all sessions unless the statement says `SESSION`, with DuckDB's other name of one.
    private static let globalByDefault: Set<String> = [
        "default_collation", "default_null_order", "null_order", "default_order",
    ]

    /// Refuses a statement of the type SET that changes more than its own session.
    ///
    /// DuckDB tells of a prepared statement that it is a SET, a RESET, a PRAGMA with a value or a USE, but not its scope:
    /// that is read from the text, by words, without comments.
    ///
    /// - Parameters:
    ///   - text: The whole text.
    ///   - index: Which of its statements it is.
    ///   - count: How many there are.
    static func check(_ text: String, statement index: Int, of count: Int) throws(EngineError) {
        let beginnings = StatementWords.beginnings(of: text)
        // Where the text reads otherwise here than for DuckDB, no statement in it may be of the kind.
        let candidates = beginnings.count == count ? [beginnings[index]] : beginnings
        for words in candidates {
            if let reason = Self.reasonAgainst(words) { throw EngineError(.statementFailed, reason) }
        }
    }

    private static func reasonAgainst(_ words: [String]) -> String? {
        guard let verb = words.first, ["set", "reset", "pragma"].contains(verb), words.count > 1 else { return nil }
        if verb != "pragma", words[1] == "global" {
            return "Permission Error: \(verb.uppercased()) GLOBAL would change every session of the engine; use "
                + "\(verb.uppercased()) SESSION"
        }
        if Self.globalByDefault.contains(words[1]) {
            return
                "Permission Error: without SESSION this would change \(words[1]) in every session of the engine; use "
                + "\(verb == "reset" ? "RESET" : "SET") SESSION \(words[1])"
        }
        return nil
    }
}
