extension SessionManager {
    /// Does the background work of all sessions until the task is cancelled or ``end()`` called; then closes them and returns
    /// once nothing is left of them in the engines, and the engines are closed. To be called once.
    ///
    /// An engine that does not let go holds this up for twice ``Configuration/stopTimeout`` at most: it is left then, and the
    /// log told.
    public func run() async {
        // Not a child: what an engine holds could never be left then.
        let work = Task { await self.work() }
        await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            self.end()
        }
    }

    /// Lets no session in any more and closes all: their handles are unknown when this returns. ``run()`` ends what is left
    /// of them.
    public func end() {
        self.services.index.close()
        self.closeAll()
        self.services.jobs.finish()
        self.services.ending.keep()
    }

    /// Lets no session in any more; those there are live on, and a shared engine closes with its last session.
    public func drain() {
        self.services.index.close()
        let now = self.services.time.now()
        self.services.jobs.start { await self.services.engines.drain(at: now) }
    }

    /// Closes operations, sessions and engines whose idle time is over (contract, section 12).
    ///
    /// ``run()`` does this every `kyuubi.session.check.interval`.
    public func sweep() {
        let now = self.services.time.now()
        for session in self.services.index.sessions {
            session.sweep()
        }
        // In the background: an engine that is slow to close holds up no sweep.
        self.services.jobs.start { await self.services.engines.closeIdle(at: now) }
    }

    private func work() async {
        self.services.jobs.start { await self.sweepRegularly() }
        let jobs = Task { await self.services.jobs.run() }
        try? await self.services.ending.value()
        // Wakes what sleeps; what is under way in an engine is ended there all the same.
        jobs.cancel()
        await self.waitBriefly(for: "sessions are still busy in their engines") { await jobs.value }
        await self.waitBriefly(for: "engines are still open") { await self.services.engines.close() }
    }

    /// Waits for work, but not for ever.
    private func waitBriefly(for what: String, _ work: @escaping @Sendable () async -> Void) async {
        let limit = self.services.configuration.stopTimeout
        let isOver = Promise<Bool>()
        Task {
            await work()
            isOver.keep(.success(true))
        }
        let timer = Task {
            try await self.services.time.sleep(for: limit)
            isOver.keep(.success(false))
        }
        let isDone = try? await isOver.value()
        timer.cancel()
        if isDone != true { self.services.log("\(what) after \(limit.milliseconds) ms, and are left as they are") }
    }

    private func sweepRegularly() async {
        while true {
            do {
                try await self.services.time.sleep(for: self.services.configuration.checkInterval)
            } catch {
                return
            }
            self.sweep()
        }
    }
}
