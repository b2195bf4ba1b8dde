import Engines

extension Operation {
    /// The engine accepted the statement. Where it is not wanted any more, it is closed there.
    func submitted(_ engine: any EngineOperation) async {
        let now = self.session.services.time.now()
        let isWanted = self.state.withLock { state in
            let before = state.machine.state
            state.remoteID = engine.id
            state.log.add("Query[\(self.id)] accepted by the engine as [\(engine.id)]", at: now)
            let isWanted = state.machine.submitted(at: now)
            if isWanted { state.engine = engine }
            self.logChange(from: before, in: &state, at: now)
            return isWanted
        }
        if isWanted {
            self.session.services.jobs.start { await self.drive(engine) }
        } else {
            await engine.close()
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

    /// Runs the statement to its end, under the watch-dog of its time-out. Both end with the operation's work.
    func drive(_ engine: any EngineOperation) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.run(engine) }
            if let timeout = self.timeout {
                group.addTask {
                    do {
                        try await self.session.services.time.sleep(for: timeout)
                        self.apply { $0.timedOut(at: $1) }
                    } catch {
                        // Not needed any more.
                    }
                }
            }
            try? await self.ended.value()
            group.cancelAll()
        }
    }

    private func run(_ engine: any EngineOperation) async {
        do {
            let schema = try await engine.run(started: { self.started() })
            await self.collectLog(of: engine)
            self.described(schema)
            while let batch = try await engine.nextBatch() {
                try await self.result.append(batch)
            }
            self.result.finish()
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
