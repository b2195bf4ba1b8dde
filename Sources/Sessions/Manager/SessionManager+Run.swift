extension SessionManager {
    /// Does the background work of all sessions until the task is cancelled; then closes them and returns once nothing is
    /// left of them in the engines, and the engines are closed. To be called once.
    public func run() async {
        await withTaskCancellationHandler {
            self.services.jobs.start { await self.sweepRegularly() }
            await self.services.jobs.run()
            await self.services.engines.close()
        } onCancel: {
            self.stop()
        }
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

    /// No session is let in, all are closed, and the jobs that end them are the last.
    private func stop() {
        self.services.index.close()
        self.closeAll()
        self.services.jobs.finish()
    }
}
