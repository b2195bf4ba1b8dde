import Engines

extension Operation {
    func logCreation(at moment: Moment) {
        self.state.withLock { state in
            let kind = self.request.runAsync ? "asynchronous" : "synchronous"
            let user = self.session.request.user
            state.log.add("Query[\(self.id)] created by \(user) in session \(self.session.id), \(kind)", at: moment)
            let timeout = self.timeout.map { "\($0.milliseconds) ms" } ?? "none"
            state.log.add("Query[\(self.id)] has query timeout: \(timeout)", at: moment)
            state.log.add("Query[\(self.id)] waits for the session's engine", at: moment)
        }
    }

    func logSubmission(to engine: String) {
        let now = self.session.services.time.now()
        self.state.withLock { state in
            let waited = now.wall - state.machine.createTime
            state.log.add("Query[\(self.id)] has its engine after \(waited) ms: \(engine)", at: now)
            state.log.add("Processing \(self.session.request.user)'s query[\(self.id)], statement:", at: now)
            state.log.add(statement: self.request.statement)
        }
    }

    func logChange(from before: OperationState, in state: inout State, at moment: Moment) {
        let after = state.machine.state
        guard after != before else { return }
        state.log.add("Query[\(self.id)]: \(before.eventName) -> \(after.eventName)", at: moment)
        guard after.isTerminal else { return }
        let machine = state.machine
        if let failure = machine.failure {
            state.log.add("Query[\(self.id)] failed:", level: .error, at: moment)
            state.log.add(engine: [failure.message])
        }
        let total = machine.completeTime - machine.createTime
        let running = machine.startTime > 0 ? machine.completeTime - machine.startTime : 0
        state.log.add("Query[\(self.id)] ended after \(total) ms, \(running) ms of them running", at: moment)
    }

    func logSchema(_ schema: ResultSchema, in state: inout State, at moment: Moment) {
        let shown = schema.columns.prefix(20).map { "\($0.name) \($0.type.rawValue)" }
        let more = schema.columns.count > shown.count ? ", …" : ""
        let columns = shown.joined(separator: ", ") + more
        state.log.add("Query[\(self.id)] has \(schema.columns.count) result columns: \(columns)", at: moment)
    }

    func logRows() {
        let now = self.session.services.time.now()
        let rows = self.result.rowCount
        let used = self.result.budget.used
        self.state.withLock {
            $0.log.add(
                "Query[\(self.id)] has \(rows) result rows: \(used.memoryBytes) bytes in memory, "
                    + "\(used.fileBytes) bytes in a temporary file",
                at: now
            )
        }
    }

    /// Takes over what the engine has logged.
    func collectLog(of engine: any EngineOperation) async {
        let lines = await engine.newLogLines()
        guard !lines.isEmpty else { return }
        self.state.withLock { $0.log.add(engine: lines) }
    }
}
