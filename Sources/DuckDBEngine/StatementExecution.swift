import CDuckDB
import Engines

/// A statement on a connection, from its text to its last row: what blocks.
///
/// Unchecked because it holds DuckDB's pointers: one call at a time uses it, which the operation's state ensures.
final class StatementExecution: @unchecked Sendable {
    /// A batch is given on once it has so many rows or bytes.
    static let rowsPerBatch = 16_384
    static let bytesPerBatch = 4 << 20

    private let connection: Connection
    private let statement: StatementText
    private var result: StatementResult?
    /// A plan, not yet taken.
    private var plan: RowBatch?
    /// How many statements the text holds, and which of them, from 1, runs.
    private var count = 0
    private var current = 0

    init(_ statement: StatementText, on connection: Connection) {
        self.statement = statement
        self.connection = connection
    }

    /// Whether DuckDB can give more rows; if not, the connection can serve another statement.
    var holdsResult: Bool {
        self.result != nil
    }

    /// Reads the whole text, so that a syntax error anywhere does nothing; then runs each statement as if it had been sent
    /// alone, all but the last one to their end, and the last until it can give rows.
    ///
    /// - Parameter checkpoint: Called between two calls of DuckDB; throws to go no further.
    /// - Returns: The last statement's columns.
    /// - Throws: `statementFailed` with DuckDB's message, which says first which statement of several it was; and what
    ///   `checkpoint` throws.
    func run(checkpoint: () throws(EngineError) -> Void) throws(EngineError) -> ResultSchema {
        // Of an earlier statement, whose transaction had failed.
        self.connection.restoreSettings()
        try self.connection.override(self.statement.settings)
        guard let mode = self.statement.plan else {
            return try self.runAll(self.statement.sql, checkpoint: checkpoint)
        }
        guard try self.connection.isToBeExplained(self.statement.sql) else {
            return try self.runAll(self.statement.sql, checkpoint: checkpoint)
        }
        try checkpoint()
        try self.connection.override(["explain_output": "all"])
        // With its options spelt out, so that nothing in the text can make of it an EXPLAIN ANALYZE, which would run it.
        _ = try self.runAll("EXPLAIN (FORMAT TEXT) \(self.statement.sql)", checkpoint: checkpoint)
        let batch = try self.nextBatch()
        self.free()
        guard let plan = batch?.plan(named: mode.duckDBName ?? "") else {
            throw EngineError(.statementFailed, "DuckDB has shown no plan of the kind \(mode.rawValue)")
        }
        self.plan = plan
        return RowBatch.planSchema
    }

    private func runAll(
        _ sql: String,
        checkpoint: () throws(EngineError) -> Void
    ) throws(EngineError) -> ResultSchema {
        var statements: cdk_extracted_statements?
        let count = cdk_extract_statements(self.connection.handle, sql, &statements)
        defer { cdk_destroy_extracted(&statements) }
        guard let extracted = statements else { throw EngineError(.statementFailed, String(optional: nil)) }
        if count == 0, let message = cdk_extract_statements_error(extracted) {
            throw EngineError(.statementFailed, String(cString: message))
        }
        self.count = Int(count)
        var schema = ResultSchema()
        for index in 0..<count {
            try checkpoint()
            self.free()
            self.current = Int(index) + 1
            do {
                schema = try self.run(extracted, index, of: sql, isLast: index == count - 1, checkpoint: checkpoint)
            } catch {
                throw self.naming(error)
            }
        }
        return self.statement.layout ?? schema
    }

    private func run(
        _ statements: cdk_extracted_statements,
        _ index: UInt64,
        of sql: String,
        isLast: Bool,
        checkpoint: () throws(EngineError) -> Void
    ) throws(EngineError) -> ResultSchema {
        var prepared: cdk_prepared_statement?
        defer { cdk_destroy_prepare(&prepared) }
        guard cdk_prepare_extracted_statement(self.connection.handle, statements, index, &prepared) == 0, let prepared
        else { throw EngineError(.statementFailed, String(optional: prepared.flatMap { cdk_prepare_error($0) })) }
        let type = cdk_prepared_statement_type(prepared)
        if type == CDK_STATEMENT_SET {
            try SessionSettings.check(sql, statement: Int(index), of: self.count)
        }
        try self.bind(to: prepared)
        try checkpoint()

        // Preparing and making it pending each forget an interrupt that came before; executing does not. So a cancel
        // that was too early to be seen by DuckDB is seen at a checkpoint.
        var pending: cdk_pending_result?
        defer { cdk_destroy_pending(&pending) }
        guard cdk_pending_prepared_streaming(prepared, &pending) == 0, let pending else {
            throw EngineError(.statementFailed, String(optional: pending.flatMap { cdk_pending_error($0) }))
        }
        try checkpoint()

        let result = try StatementResult(executing: pending, type: type, zone: self.connection.zone)
        self.result = result
        if !isLast || result.schema.columns.isEmpty {
            try result.drain()
            self.free()
            if type == CDK_STATEMENT_SET { try self.connection.readTimeZone() }
        }
        return result.schema
    }

    private func bind(to prepared: cdk_prepared_statement) throws(EngineError) {
        for (index, value) in self.statement.values.enumerated() {
            let parameter = UInt64(index + 1)
            let state =
                switch value {
                case .null: cdk_bind_null(prepared, parameter)
                case .boolean(let value): cdk_bind_boolean(prepared, parameter, value)
                case .text(let text): cdk_bind_varchar_length(prepared, parameter, text, UInt64(text.utf8.count))
                }
            guard state == 0 else {
                throw EngineError(.statementFailed, String(optional: cdk_prepare_error(prepared)))
            }
        }
    }

    /// Says which of several statements it was.
    private func naming(_ error: EngineError) -> EngineError {
        guard self.count > 1, error.code != .cancelled else { return error }
        var error = error
        error.message = "statement \(self.current) of \(self.count): \(error.message)"
        return error
    }

    /// Reads the next rows and frees the result where nothing follows.
    ///
    /// - Returns: `nil` at the end.
    /// - Throws: `statementFailed` with DuckDB's message.
    func nextBatch() throws(EngineError) -> RowBatch? {
        if let plan = self.plan.take() { return plan }
        guard let result else { return nil }
        do {
            let batch = try result.nextBatch(rows: Self.rowsPerBatch, bytes: Self.bytesPerBatch)
            if result.isAtEnd { self.free() }
            return batch
        } catch {
            throw self.naming(error)
        }
    }

    /// Frees what DuckDB holds and gives the connection its settings back; what runs must have been interrupted and returned.
    func finish() {
        self.free()
        self.connection.restoreSettings()
    }

    private func free() {
        self.result?.free()
        self.result = nil
    }
}
