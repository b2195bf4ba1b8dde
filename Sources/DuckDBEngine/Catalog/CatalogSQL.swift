/// Pieces of the questions to DuckDB's catalog. None holds anything of a client's: that is bound to parameters.
///
/// What a session or another user of the database may have done must not change an answer: functions are named in full, since
/// a macro may bear the name of any; names are compared and sorted in the collation `C`, and each order says its direction,
/// since a session may set others for itself.
enum CatalogSQL {
    /// The choice of catalogs, as a common table `chosen`: its `oid`, and whether letters' case counts there (`folds` says
    /// that it does not; contract, section 10). `$1` names one; where it is null, they are the current one and `others`.
    static func chosen(orCurrentAnd others: [String] = [], parameter: Int = 1) -> String {
        let names = (["system.main.current_database()"] + others.map(\.sqlLiteral)).joined(separator: ", ")
        return """
            chosen AS (
                SELECT database_oid AS oid, internal OR database_name = system.main.current_database() AS folds
                FROM system.main.duckdb_databases()
                WHERE CASE WHEN $\(parameter)::VARCHAR IS NULL THEN database_name IN (\(names))
                    ELSE database_name COLLATE "C" = $\(parameter) END
            )
            """
    }

    /// Whether a name fits a ``NamePattern``; needs `chosen`.
    static func fits(_ column: String, _ parameter: Int) -> String {
        """
        ($\(parameter)::VARCHAR IS NULL OR CASE WHEN chosen.folds
            THEN system.main.ilike_escape(\(column) COLLATE "C", $\(parameter), '\\')
            ELSE system.main.like_escape(\(column) COLLATE "C", $\(parameter), '\\') END)
        """
    }

    /// Whether a name is a given one, or none is given.
    static func equals(_ column: String, _ parameter: Int) -> String {
        "($\(parameter)::VARCHAR IS NULL OR \(column) COLLATE \"C\" = $\(parameter))"
    }

    /// Orders by names, and then by numbers.
    static func order(by names: String..., then numbers: String...) -> String {
        let terms = names.map { "\($0) COLLATE \"C\" ASC" } + numbers.map { "\($0) ASC" }
        return "ORDER BY " + terms.joined(separator: ", ")
    }

    /// Texts and numbers that no table has.
    static func nulls(_ type: String, _ count: Int = 1) -> String {
        Array(repeating: "NULL::\(type)", count: count).joined(separator: ", ")
    }
}
