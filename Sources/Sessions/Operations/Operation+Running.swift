import Engines

extension Operation {
    /// Hands the work to the engine, which gives it its place in the order.
    func submit(to engine: Session.LaunchedEngine) async {
        // Cancelled, closed or out of time while it waited: whoever waits has been told.
        if self.state.withLock({ $0.machine.state.isTerminal }) { return }
        self.logSubmission(to: engine)
        do {
            self.submitted(try await engine.session.submit(self.work.forEngine(self.settings)))
            self.placed.keep()
        } catch {
            self.placed.keep(.failure(SessionError(error)))
        }
    }

    /// The engine accepted the work. Where it is not wanted any more, it is closed there.
    private func submitted(_ engine: any EngineOperation) {
        let now = self.session.services.time.now()
        let isWanted = self.state.withLock { state in
            let before = state.machine.state
            state.remoteID = engine.id
            self.logAcceptance(engine.id, in: &state, at: now)
            let isWanted = state.machine.submitted(at: now)
            if isWanted { state.engine = engine }
            self.logChange(from: before, in: &state, at: now)
            return isWanted
        }
        if isWanted {
            self.session.services.jobs.start { await self.run(engine) }
        } else {
            engine.cancel()
            self.session.services.jobs.start { await engine.close() }
        }
    }

    /// Stops the work when its time is over: waiting counts.
    func watch() {
        guard let timeout = self.timeout else { return }
        self.session.services.jobs.start {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        try await self.session.services.time.sleep(for: timeout)
                        self.apply { $0.timedOut(at: $1) }
                    } catch {
                        // Not needed any more.
                    }
                }
                try? await self.ended.value()
                group.cancelAll()
            }
        }
    }

    /// - Throws: ``SessionError`` with `closed`.
    func requireOpen() throws {
        if self.state.withLock({ $0.machine.state }) == .closed {
            throw SessionError(.closed, "the operation was closed before the engine had it")
        }
    }

    /// Waits until the work is over.
    ///
    /// - Throws: ``SessionError`` for every end but FINISHED; `CancellationError`.
    func waitForEnd() async throws {
        try await self.ended.value()
        let (state, failure, hasTimedOut) = self.state.withLock {
            ($0.machine.state, $0.machine.failure, $0.machine.hasTimedOut)
        }
        if state == .finished { return }
        if let failure { throw failure }
        if hasTimedOut {
            let limit = (self.timeout ?? .zero).milliseconds
            throw SessionError(.timedOut, "the statement was stopped after its query timeout of \(limit) ms")
        }
        if state == .closed { throw SessionError(.closed, "the operation was closed while its statement ran") }
        throw SessionError.notFinished(state)
    }

    private func run(_ engine: any EngineOperation) async {
        do {
            let schema = try await engine.run(started: { self.started() })
            await self.collectLog(of: engine)
            self.described(schema)
            try await self.store(engine)
            await self.collectLog(of: engine)
            // Before the end is told: a statement that follows must find the engine's session free.
            await engine.close()
            self.logRows()
            self.apply { $0.completed(at: $1) }
        } catch {
            await self.collectLog(of: engine)
            await engine.close()
            if let error = error as? EngineError, error.code == .cancelled {
                // Cancelled at the engine's side, or by us, which is no news then.
                self.apply { $0.cancelRequested(at: $1) }
            } else {
                self.apply { $0.failed(SessionError(error), at: $1) }
            }
        }
        self.state.withLock { $0.engine = nil }
    }

    /// Takes all rows of the engine, and keeps as many as are wanted.
    private func store(_ engine: any EngineOperation) async throws {
        var wanted = self.settings.maxRows ?? .max
        while let batch = try await engine.nextBatch() {
            // The rest is read all the same: a statement that changes data and returns rows is not to be cut off.
            if wanted == 0 { continue }
            let kept = batch.rowCount > wanted ? batch.slice(0..<wanted) : batch
            try await self.result.append(kept)
            wanted -= kept.rowCount
        }
    }

    private func started() {
        self.apply { machine, now in
            machine.started(at: now)
            return []
        }
    }

    private func described(_ schema: ResultSchema) {
        let now = self.session.services.time.now()
        self.state.withLock { state in
            state.machine.resultDescribed(schema)
            self.logSchema(schema, in: &state, at: now)
        }
    }
}
