import Engines

extension Session {
    /// Runs a statement; see ``execute(_:)-(OperationWork)``.
    public func execute(_ statement: StatementRequest) async throws -> Operation {
        try await self.execute(.statement(statement))
    }

    /// Gives work its place in the session's order, which is that of the calls, and, where it is synchronous, waits for its
    /// end (contract, section 3.8; design, section 6). Waits for the session's engine, however long that takes.
    ///
    /// Whenever the call throws, the operation is gone: its handle was never told. So a caller that is cancelled because its
    /// client went away stops the statement in the engine (design, section 4).
    ///
    /// - Returns: The operation: in its place, or finished.
    /// - Throws: ``SessionError``. Nothing was done: `unknownSession`, `busy` and `unavailable` (the same call may succeed
    ///   later), `limitReached`, `launchFailed` with the engine's reason, `invalidArgument`, `unsupported`. Of the end of a
    ///   synchronous statement: `statementFailed` with the SQL error, `tooLarge`, `timedOut`, `notReady` where it was
    ///   cancelled, `closed`. And `CancellationError`.
    public func execute(_ work: OperationWork) async throws -> Operation {
        let operation: Operation
        do {
            operation = Operation(
                id: self.services.makeHandle(.operation),
                work: work,
                settings: try self.settings(for: work),
                session: self
            )
            try self.add(operation)
        } catch {
            self.callFailed(error)
            throw error
        }
        operation.watch()
        do {
            try await operation.placed.value()
            if work.runAsync {
                try operation.requireOpen()
            } else {
                try await operation.waitForEnd()
            }
            // A caller that went away never reads the handle.
            try Task.checkCancellation()
        } catch {
            operation.closeIfOpen()
            if error is CancellationError { throw error }
            let failure = SessionError(error)
            self.callFailed(failure)
            throw failure
        }
        if !work.runAsync { self.accessed(at: self.services.time.now()) }
        return operation
    }

    private func settings(for work: OperationWork) throws -> StatementSettings {
        switch work {
        case .metadata: .none
        case .statement(let request):
            try StatementSettings(
                self.settings.values,
                overlay: ConfigurationValues(request.confOverlay, rules: self.services.configuration.rules),
                engineSettings: self.services.configuration.engineSettings
            )
        }
    }

    /// - Throws: ``SessionError``: `unknownSession` where the session is closed, `limitReached`.
    private func add(_ operation: Operation) throws(SessionError) {
        let now = self.services.time.now()
        // Listed first: where the session is closed in between, it takes the operation out again.
        self.services.index.add(operation: operation.id, of: self)
        let outcome = self.state.withLock { state -> Result<Bool, SessionError> in
            if state.waiting.count >= Self.waitingLimit {
                return .failure(
                    SessionError(
                        .limitReached,
                        "\(Self.waitingLimit) statements of the session wait for its engine already"
                    )
                )
            }
            guard state.machine.operationAdded(at: now) else { return .failure(.unknownSession(self.id)) }
            state.operations[operation.id] = operation
            state.waiting.append(operation)
            defer { state.isSubmitting = true }
            return .success(!state.isSubmitting)
        }
        switch outcome {
        case .success(let isFirst):
            if isFirst { self.services.jobs.start { await self.submitWaiting() } }
        case .failure(let error):
            self.services.index.remove(operation: operation.id)
            throw error
        }
    }

    /// Hands what waits over to the engine, one after the other, so that its order is that of the calls. At most one task
    /// does this at a time.
    private func submitWaiting() async {
        while true {
            let engine: LaunchedEngine
            do {
                engine = try await self.launchedEngine()
            } catch {
                let failure = SessionError(error)
                for operation in self.takeWaiting(atMost: .max) { operation.placed.keep(.failure(failure)) }
                // One that came this moment found somebody submitting.
                if self.submissionEnds() { return }
                continue
            }
            guard let operation = self.takeWaiting(atMost: 1).first else {
                if self.submissionEnds() { return }
                continue
            }
            await operation.submit(to: engine)
        }
    }

    private func takeWaiting(atMost count: Int) -> [Operation] {
        self.state.withLock { state in
            let taken = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(taken.count)
            return taken
        }
    }

    /// - Returns: `false` where something waits.
    private func submissionEnds() -> Bool {
        self.state.withLock { state in
            if state.waiting.isEmpty { state.isSubmitting = false }
            return state.waiting.isEmpty
        }
    }

    private func callFailed(_ error: any Error) {
        let now = self.services.time.now()
        let failure = SessionError(error)
        self.state.withLock { state in
            state.machine.callFailed(failure)
            state.machine.accessed(at: now)
        }
    }
}
