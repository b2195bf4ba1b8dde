import CDuckDB
import Engines

extension PlanMode {
    /// What DuckDB calls it, of the plans that it tells apart; `nil` for the others.
    var duckDBName: String? {
        switch self {
        case .analyze: "logical_plan"
        case .optimize: "logical_opt"
        case .physical: "physical_plan"
        case .parse, .optimizeWithStatistics, .execution, .lineage: nil
        }
    }
}

extension RowBatch {
    /// A plan's only column.
    static let planSchema = ResultSchema(columns: [ResultSchema.Column("plan", .string)])

    /// One of the plans in what EXPLAIN answers: rows of a name and a text.
    func plan(named name: String) -> RowBatch? {
        guard self.columns.count == 2, case .text(let names) = self.columns[0].storage,
            case .text(let plans) = self.columns[1].storage,
            let row = (0..<self.rowCount).first(where: { names[$0].elementsEqual(name.utf8) })
        else { return nil }
        return RowBatch(rowCount: 1, columns: [ColumnValues(.text(plans.slice(row..<row + 1)))])
    }
}

extension Connection {
    /// Whether a text's plan can be shown: a text without a statement has none, and one that sets something (SET, RESET, USE)
    /// runs as it is, so that what follows is planned in its light, as in Kyuubi.
    ///
    /// - Throws: ``EngineError``: `statementFailed` with DuckDB's message where the text is wrong, `invalidStatement` for
    ///   several statements.
    func isToBeExplained(_ sql: String) throws(EngineError) -> Bool {
        var statements: cdk_extracted_statements?
        let count = cdk_extract_statements(self.handle, sql, &statements)
        defer { cdk_destroy_extracted(&statements) }
        guard let extracted = statements else { throw EngineError(.statementFailed, String(optional: nil)) }
        if count == 0 {
            if let message = cdk_extract_statements_error(extracted) {
                throw EngineError(.statementFailed, String(cString: message))
            }
            return false
        }
        guard count == 1 else {
            throw EngineError(.invalidStatement, "a plan is of one statement, and the text holds \(count)")
        }
        var prepared: cdk_prepared_statement?
        defer { cdk_destroy_prepare(&prepared) }
        guard cdk_prepare_extracted_statement(self.handle, extracted, 0, &prepared) == 0, let prepared else {
            throw EngineError(.statementFailed, String(optional: prepared.flatMap { cdk_prepare_error($0) }))
        }
        return cdk_prepared_statement_type(prepared) != CDK_STATEMENT_SET
    }
}
