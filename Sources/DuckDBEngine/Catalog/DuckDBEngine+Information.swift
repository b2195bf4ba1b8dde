public import Engines

extension DuckDBEngine {
    /// What DuckDB, or this use of it, is like; a length or count of 0 has no limit.
    public func information(_ type: InfoType) -> String? {
        switch type {
        case .serverName, .dbmsName: self.identity.product
        // Clients read the major version off its beginning.
        case .dbmsVersion:
            self.identity.version.hasPrefix("v") ? String(self.identity.version.dropFirst()) : self.identity.version
        default: DuckDBEngine.facts[type]
        }
    }

    private static let facts: [InfoType: String] = [
        .searchPatternEscape: "\\",
        .accessibleTables: "Y",
        // A result is kept until its operation is closed.
        .cursorCommitBehavior: "2",
        // Snapshots: repeatable read.
        .defaultTransactionIsolation: "4",
        .transactionIsolationOption: "4",
        // Statements of every kind may stand in a transaction.
        .transactionCapable: "2",
        // Case does not count, and is kept.
        .identifierCase: "4",
        .identifierQuoteCharacter: "\"",
        .specialCharacters: "$",
        .catalogName: "Y",
        // Nulls come last, whatever the direction.
        .nullCollation: "4",
        .collationSequence: "binary",
        .orderByColumnsInSelect: "N",
        // Left, right, full, nested, in any order, inner ones too, with any comparison.
        .outerJoinCapabilities: "127",
        .cursorSensitivity: "1",
        .describeParameter: "N",
        .xopenCLIYear: "1995",
        // Nominal, as Kyuubi tells them: DuckDB itself takes names of any length.
        .maxColumnNameLength: "128",
        .maxSchemaNameLength: "128",
        .maxTableNameLength: "128",
        .maxCursorNameLength: "0",
        .maxCatalogNameLength: "0",
        .maxUserNameLength: "0",
        .maxIdentifierLength: "0",
        .maxColumnsInGroupBy: "0",
        .maxColumnsInIndex: "0",
        .maxColumnsInOrderBy: "0",
        .maxColumnsInSelect: "0",
        .maxColumnsInTable: "0",
        .maxIndexSize: "0",
        .maxRowSize: "0",
        .maxStatementLength: "0",
        .maxTablesInSelect: "0",
        .keywords: DuckDBEngine.reservedWords.joined(separator: ","),
    ]

    /// The words that a name must be quoted for (`duckdb_keywords()` of DuckDB 2.0).
    static let reservedWords = [
        "ALL", "ANALYSE", "ANALYZE", "AND", "ANY", "ARRAY", "AS", "ASC", "ASYMMETRIC", "BOTH", "CASE", "CAST",
        "CHECK", "COLLATE", "COLUMN", "CONSTRAINT", "CREATE", "DEFAULT", "DEFERRABLE", "DESC", "DESCRIBE", "DISTINCT",
        "DO", "ELSE", "END", "EXCEPT", "FALSE", "FETCH", "FOR", "FOREIGN", "FROM", "GROUP", "HAVING", "IN",
        "INITIALLY", "INTERSECT", "INTO", "LAMBDA", "LATERAL", "LEADING", "LIMIT", "NOT", "NULL", "OFFSET", "ON",
        "ONLY", "OR", "ORDER", "PIVOT", "PIVOT_LONGER", "PIVOT_WIDER", "PLACING", "PRIMARY", "QUALIFY", "REFERENCES",
        "RETURNING", "SELECT", "SHOW", "SOME", "SUMMARIZE", "SYMMETRIC", "TABLE", "THEN", "TO", "TRAILING", "TRUE",
        "UNION", "UNIQUE", "UNPIVOT", "USING", "VARIADIC", "WHEN", "WHERE", "WINDOW", "WITH",
    ]
}
