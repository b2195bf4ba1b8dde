import Engines

extension Session {
    /// Runs a statement (contract, section 3.8): waits for the session's engine, however long that takes, hands the
    /// statement over, and, where it is synchronous, waits for its end.
    ///
    /// Whenever the call throws, the operation is gone: its handle was never told. So a caller that is cancelled because its
    /// client went away stops the statement in the engine (design, section 4).
    ///
    /// - Returns: The operation: accepted by the engine, or finished.
    /// - Throws: ``SessionError``: `launchFailed` with the engine's reason, `statementFailed` with the SQL error, `timedOut`,
    ///   `notReady` where the statement was cancelled, `closed`, `busy`, `unknownSession`; `CancellationError`.
    public func execute(_ request: StatementRequest) async throws -> Operation {
        let operation = Operation(
            id: self.services.makeHandle(.operation),
            request: request,
            session: self
        )
        try self.add(operation)
        do {
            try await self.run(operation)
            // A caller that went away never reads the handle.
            try Task.checkCancellation()
        } catch {
            operation.closeIfOpen()
            if error is CancellationError { throw error }
            let failure = SessionError(error)
            self.callFailed(failure)
            throw failure
        }
        self.accessed()
        return operation
    }

    private func run(_ operation: Operation) async throws {
        let engine = try await self.launch.value()
        let identity = engine.lease.engine.identity
        operation.logSubmission(to: "\(identity.product) \(identity.version) [\(identity.id)]")
        let statement = EngineStatement(
            sql: operation.request.statement,
            settings: operation.request.confOverlay
        )
        await operation.submitted(try await engine.session.submit(.statement(statement)))
        if !operation.request.runAsync { try await operation.waitForEnd() }
    }

    private func callFailed(_ error: SessionError) {
        let now = self.services.time.now()
        self.state.withLock { state in
            state.machine.callFailed(error)
            state.machine.accessed(at: now)
        }
    }
}
