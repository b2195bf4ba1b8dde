public import Engines

/// One page of a result.
public struct RowPage: Sendable {
    /// The columns.
    public var schema: ResultSchema
    /// Where the rows stand in the result, from 0; as many as ``batches`` hold.
    public var rows: Range<Int>
    /// The rows, in order.
    public var batches: [RowBatch]
}

extension Operation {
    /// The result's columns, none for a statement without a result (contract, section 4.3).
    ///
    /// - Throws: ``SessionError``: the statement's own failure; `notReady` while the columns are not known.
    public func schema() throws -> ResultSchema {
        try self.state.withLock { try $0.machine.describedResult() }
    }

    /// The next rows for a client (contract, section 4.5). Moves the cursor that all callers share.
    ///
    /// - Parameters:
    ///   - orientation: Where to go on.
    ///   - maxRows: The most rows; none where it is 0 or negative.
    /// - Throws: ``SessionError``: `invalidArgument` past the server's limit, `notReady` with the state, the statement's
    ///   own failure, `unsupportedOrientation`, `unknownOperation` when closed meanwhile, `busy`. The cursor then stands
    ///   where it stood, unless another caller has moved it on.
    public func fetchRows(_ orientation: FetchOrientation = .next, maxRows: Int = 100) async throws -> RowPage {
        if let limit = self.session.services.configuration.fetchMaxRows, maxRows > limit {
            throw SessionError(
                .invalidArgument,
                "Max rows for fetching results operation should not exceed the limit: \(limit)"
            )
        }
        let now = self.session.services.time.now()
        let (rows, schema, before, after) = try self.state.withLock { state in
            try state.machine.rowsRequested(at: now)
            let schema = try state.machine.describedResult()
            let before = state.rowCursor
            let rows = try state.rowCursor.fetch(orientation, maxRows: maxRows, of: self.result.rowCount)
            state.fetchedRows += rows.count
            return (rows, schema, before, state.rowCursor)
        }
        do {
            let batches = try await self.result.read(at: rows.lowerBound, maxRows: rows.count)
            return RowPage(schema: schema, rows: rows, batches: batches)
        } catch {
            let isClosed = self.state.withLock { state in
                if state.rowCursor == after { state.rowCursor = before }
                state.fetchedRows -= rows.count
                return state.machine.state == .closed
            }
            throw isClosed ? SessionError.unknownOperation(self.id) : SessionError(error)
        }
    }

    /// The next log lines for a client, without terminator (contract, section 4.4). Moves the cursor that all callers share.
    ///
    /// - Parameters:
    ///   - orientation: `next` or `first`.
    ///   - maxRows: The most lines; all that remain where it is 0 or negative.
    /// - Throws: ``SessionError`` with `invalidArgument` for other orientations.
    public func fetchLog(_ orientation: FetchOrientation = .next, maxRows: Int = 100) async throws -> [String] {
        if let engine = self.state.withLock({ $0.engine }) {
            await self.collectLog(of: engine)
        }
        return try self.state.withLock { state in
            let lines = try state.logCursor.fetch(orientation, maxRows: maxRows, of: state.log.lines.count)
            return Array(state.log.lines[lines])
        }
    }
}
