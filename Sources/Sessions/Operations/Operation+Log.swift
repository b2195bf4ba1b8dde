import Engines

/// The lines are closures over what they tell, never over the operation, which holds them.
extension Operation {
    func logCreation(at moment: Moment) {
        let (id, session, user) = (self.id, self.session.id, self.session.request.user)
        let kind = self.work.runAsync ? "asynchronous" : "synchronous"
        let timeout = self.timeout
        self.state.withLock { state in
            state.log.add(at: moment) { "Query[\(id)] created by \(user) in session \(session), \(kind)" }
            state.log.add(at: moment) {
                "Query[\(id)] has query timeout: \(timeout.map { "\($0.milliseconds) ms" } ?? "none")"
            }
            state.log.add(at: moment) { "Query[\(id)] waits for the session's engine" }
        }
    }

    func logSubmission(to engine: Session.LaunchedEngine) {
        let now = self.session.services.time.now()
        let (id, user) = (self.id, self.session.request.user)
        let (name, engineID) = (engine.name, engine.lease.engine.identity.id)
        self.state.withLock { state in
            let waited = now.wall - state.machine.createTime
            state.log.add(at: now) { "Query[\(id)] has its engine after \(waited) ms: \(name) [\(engineID)]" }
            state.log.add(at: now) { "Processing \(user)'s query[\(id)], statement:" }
            state.log.add(statement: self.work.statement)
        }
    }

    func logAcceptance(_ remoteID: String, in state: inout State, at moment: Moment) {
        let id = self.id
        state.log.add(at: moment) { "Query[\(id)] accepted by the engine as [\(remoteID)]" }
    }

    func logChange(from before: OperationState, in state: inout State, at moment: Moment) {
        let (id, after) = (self.id, state.machine.state)
        guard after != before else { return }
        state.log.add(at: moment) { "Query[\(id)]: \(before.eventName) -> \(after.eventName)" }
        guard after.isTerminal else { return }
        let machine = state.machine
        if let failure = machine.failure {
            state.log.add(level: .error, at: moment) { "Query[\(id)] failed:" }
            state.log.add(engine: [failure.message])
        }
        let total = machine.completeTime - machine.createTime
        let running = machine.startTime > 0 ? machine.completeTime - machine.startTime : 0
        state.log.add(at: moment) { "Query[\(id)] ended after \(total) ms, \(running) ms of them running" }
    }

    func logSchema(_ schema: ResultSchema, in state: inout State, at moment: Moment) {
        let id = self.id
        state.log.add(at: moment) {
            let shown = schema.columns.prefix(20).map { "\($0.name) \($0.type.rawValue)" }
            let more = schema.columns.count > shown.count ? ", …" : ""
            // A name may hold anything, the end of a line too.
            let columns = shown.joined(separator: ", ").split(whereSeparator: \.isNewline).joined(separator: " ")
            return "Query[\(id)] has \(schema.columns.count) result columns: \(columns)\(more)"
        }
    }

    func logRows() {
        let now = self.session.services.time.now()
        let (id, rows, used) = (self.id, self.result.rowCount, self.result.budget.used)
        self.state.withLock {
            $0.log.add(at: now) {
                "Query[\(id)] has \(rows) result rows: \(used.memoryBytes) bytes in memory, "
                    + "\(used.fileBytes) bytes in a temporary file"
            }
        }
    }

    /// Takes over what the engine has logged.
    func collectLog(of engine: any EngineOperation) async {
        let lines = await engine.newLogLines()
        guard !lines.isEmpty else { return }
        self.state.withLock { $0.log.add(engine: lines) }
    }
}
