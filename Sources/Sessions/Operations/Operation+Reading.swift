public import Engines

extension Operation {
    /// The result's columns, none for a statement without a result (contract, section 4.3).
    ///
    /// - Throws: ``SessionError``: the statement's own failure; `notReady` while the columns are not known.
    public func resultSchema() throws -> ResultSchema {
        try self.state.withLock { try $0.machine.describedResult() }
    }

    /// The next rows for a client (contract, section 4.5). Moves the cursor that all callers share, as soon as the first of
    /// them are read; what goes wrong later leaves it there, and `prior` reads the page again (design, section 6).
    ///
    /// - Parameters:
    ///   - orientation: Where to go on.
    ///   - maxRows: The most rows; none where it is 0 or negative.
    ///   - isPeek: Whether nothing moves, as for a HEAD.
    /// - Throws: ``SessionError``: `invalidArgument` past the server's limit, `notReady` with the state, the statement's
    ///   own failure, `unsupportedOrientation`, `unknownOperation` when closed meanwhile, `busy`, `unavailable`. The cursor
    ///   then stands where it stood, unless another caller has moved it on.
    public func page(
        _ orientation: FetchOrientation = .next,
        maxRows: Int = 100,
        isPeek: Bool = false
    ) async throws -> RowPage {
        if let limit = self.session.services.configuration.fetchMaxRows, maxRows > limit {
            throw SessionError(
                .invalidArgument,
                "Max rows for fetching results operation should not exceed the limit: \(limit)"
            )
        }
        let now = self.session.services.time.now()
        let (rows, schema, before, after) = try self.state.withLock { state in
            if isPeek {
                try state.machine.requireRows()
            } else {
                try state.machine.rowsRequested(at: now)
            }
            let schema = try state.machine.describedResult()
            let before = state.rowCursor
            var after = before
            let rows = try after.fetch(orientation, maxRows: maxRows, of: self.result.rowCount)
            if !isPeek {
                state.rowCursor = after
                state.fetchedRows += rows.count
            }
            return (rows, schema, before, after)
        }
        do {
            return RowPage(schema: schema, rows: rows, first: try await self.readSlice(rows), operation: self)
        } catch {
            if !isPeek {
                self.state.withLock { state in
                    if state.rowCursor == after { state.rowCursor = before }
                    state.fetchedRows -= rows.count
                }
            }
            throw error
        }
    }

    /// The first of some rows.
    func readSlice(_ rows: Range<Int>) async throws(SessionError) -> [RowBatch] {
        if rows.isEmpty { return [] }
        do {
            return try await self.result.read(
                at: rows.lowerBound,
                maxRows: min(rows.count, RowPage.sliceRows),
                maxBytes: RowPage.sliceBytes
            )
        } catch {
            let isClosed = self.state.withLock { $0.machine.state == .closed }
            throw isClosed ? SessionError.unknownOperation(self.id) : SessionError(error)
        }
    }

    /// The next log lines for a client, without terminator (contract, section 4.4). Moves the cursor that all callers share.
    ///
    /// - Parameters:
    ///   - orientation: `next` or `first`.
    ///   - maxRows: The most lines; all that remain where it is 0 or negative.
    ///   - isPeek: Whether nothing moves, as for a HEAD.
    /// - Throws: ``SessionError`` with `invalidArgument` for other orientations.
    public func log(
        _ orientation: FetchOrientation = .next,
        maxRows: Int = 100,
        isPeek: Bool = false
    ) async throws -> [String] {
        if let engine = self.state.withLock({ $0.engine }) {
            await self.collectLog(of: engine)
        }
        return try self.state.withLock { state in
            state.log.render()
            var cursor = state.logCursor
            let lines = try cursor.fetch(orientation, maxRows: maxRows, of: state.log.lines.count)
            if !isPeek { state.logCursor = cursor }
            return Array(state.log.lines[lines])
        }
    }
}
