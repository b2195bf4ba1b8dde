import Engines

extension Session {
    /// Opens the engine's session, within the launch's time. Ends early when the session is closed.
    func launchEngine() async {
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
                        "the engine was not ready after \(limit.milliseconds) ms (\(SessionSettings.launchTimeoutKey))"
                    )
                )
            }
            _ = try? await self.launch.value()
            group.cancelAll()
        }
    }

    private func openEngine() async {
        do {
            let lease = try await self.services.engines.lease(for: self.request)
            do {
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
            settings: self.settings.values
        )
    }

    private func launched(_ engine: LaunchedEngine) async {
        let now = self.services.time.now()
        let actions = self.state.withLock { state in
            let actions = state.machine.launched(at: now)
            if !actions.contains(.abandonEngine) { state.engine = engine }
            return actions
        }
        for action in actions {
            switch action {
            case .finishWaiters: self.launch.keep(.success(engine))
            case .abandonEngine: await self.end(engine)
            case .closeOperations, .closeEngine: break
            }
        }
    }

    private func launchFailed(_ error: SessionError) {
        let actions = self.state.withLock { $0.machine.launchFailed(error) }
        if actions.contains(.finishWaiters) { self.launch.keep(.failure(error)) }
    }

    func end(_ engine: LaunchedEngine) async {
        await engine.session.close()
        await engine.lease.release(at: self.services.time.now())
    }
}
