import Engines

extension Session {
    /// The engine, once it is there. Launches it again where it could not be had just now.
    func launchedEngine() async throws -> LaunchedEngine {
        let (launch, isNew) = self.state.withLock { state in
            let isNew = state.machine.engineRequested()
            if isNew { state.launch = Promise() }
            return (state.launch, isNew)
        }
        if isNew { await self.launchEngine() }
        return try await launch.value()
    }

    /// Waits for the engine where the session's configuration wants that (`kyuubi.session.engine.launch.async` = false).
    ///
    /// - Throws: ``SessionError`` with the reason, or `CancellationError`; the session is closed then, for its handle was never
    ///   told.
    public func awaitEngineIfWanted() async throws {
        if self.settings.opensAtOnce { return }
        do {
            _ = try await self.launchedEngine()
            try Task.checkCancellation()
        } catch {
            self.closeIfOpen()
            throw error
        }
    }

    /// Opens the engine's session, within the launch's time. Ends early when the session is closed.
    func launchEngine() async {
        // Closed before its turn came: nobody needs the engine.
        guard let launch = self.state.withLock({ $0.machine.state == .opening ? $0.launch : nil }) else { return }
        let limit = self.settings.launchTimeout ?? self.services.configuration.engineLaunchTimeout
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.openEngine() }
            group.addTask {
                do {
                    try await self.services.time.sleep(for: limit)
                } catch {
                    return
                }
                self.launchFailed(
                    SessionError(
                        .launchFailed,
                        "the engine was not ready after \(limit.milliseconds) ms (\(SessionKeys.launchTimeout))"
                    )
                )
            }
            _ = try? await launch.value()
            group.cancelAll()
        }
    }

    private func openEngine() async {
        do {
            let lease = try await self.services.engines.lease(for: self.engineKey)
            do {
                // An engine that has come too late opens no session.
                try Task.checkCancellation()
                let session = try await lease.engine.openSession(self.engineOptions)
                await self.launched(LaunchedEngine(session: session, lease: lease))
            } catch {
                await lease.release(at: self.services.time.now())
                throw error
            }
        } catch {
            self.launchFailed(.launch(error))
        }
    }

    private var engineOptions: EngineSessionOptions {
        EngineSessionOptions(
            user: self.request.user,
            database: self.settings.database,
            catalog: self.settings.catalog,
            settings: self.settings.values.settings(named: self.services.configuration.engineSettings)
        )
    }

    private func launched(_ engine: LaunchedEngine) async {
        let now = self.services.time.now()
        let (actions, launch) = self.state.withLock { state in
            let actions = state.machine.launched(at: now)
            if !actions.contains(.abandonEngine) { state.engine = engine }
            return (actions, state.launch)
        }
        for action in actions {
            switch action {
            case .finishWaiters: launch.keep(.success(engine))
            case .abandonEngine: await self.end(engine)
            case .closeOperations, .closeEngine: break
            }
        }
    }

    private func launchFailed(_ error: SessionError) {
        let (actions, launch) = self.state.withLock { ($0.machine.launchFailed(error), $0.launch) }
        if actions.contains(.finishWaiters) { launch.keep(.failure(error)) }
    }

    func end(_ engine: LaunchedEngine) async {
        await engine.session.close()
        await engine.lease.release(at: self.services.time.now())
    }
}
