public import Engines
public import Handles

/// All sessions of this node.
///
/// Nothing goes on without ``run()``: engines are launched, statements driven, time-outs watched and what was closed is
/// ended in the engine by its tasks.
public final class SessionManager: Sendable {
    let services: SessionServices

    /// Creates a manager without sessions.
    ///
    /// - Parameters:
    ///   - configuration: Bounds and time-outs.
    ///   - engines: Where sessions get their engines from; closed at the end of ``run()``.
    ///   - resultPool: The threads for results in temporary files. Give it a long queue: a statement fails when its rows
    ///     cannot be written.
    ///   - executionPool: The threads that engines work on, for its figures.
    ///   - time: Where the time comes from.
    ///   - log: Told, in words, what an operator should know.
    ///   - makeHandle: Makes the handles of sessions and operations.
    public init(
        _ configuration: Configuration,
        engines: any EngineProvider,
        resultPool: ExecutionPool,
        executionPool: ExecutionPool? = nil,
        time: TimeSource = .system,
        log: @escaping @Sendable (String) -> Void = { _ in },
        makeHandle: @escaping @Sendable (Handle.Kind) -> Handle
    ) {
        self.services = SessionServices(
            configuration: configuration,
            engines: engines,
            time: time,
            resultPool: resultPool,
            executionPool: executionPool ?? resultPool,
            results: ResultBudget(configuration.nodeResults),
            log: log,
            makeHandle: makeHandle,
            index: SessionIndex(limits: configuration.limits)
        )
    }

    /// The number of open sessions (contract, section 3.6).
    public var count: Int {
        self.services.index.count
    }

    /// The figures of the threads that engines work on (contract, section 3.7).
    public var executionPoolStatistics: ExecutionPool.Statistics {
        self.services.executionPool.statistics
    }

    /// What the results of all sessions take now.
    public var resultUsage: ResultBudget.Usage {
        self.services.results.used
    }

    /// Which engine a session would get, without opening it.
    ///
    /// - Throws: ``SessionError`` as ``open(_:)`` for a bad configuration.
    public func engineKey(for request: SessionOpenRequest) throws -> EngineDirectory.Key {
        let settings = try self.settings(of: request)
        return try self.services.engines.key(user: request.user, settings.engine)
    }

    /// Opens a session and returns at once; its engine is launched in the background (contract, section 3.1).
    ///
    /// - Throws: ``SessionError``: `invalidArgument` for an unknown protocol version, a bad configuration value, a key that
    ///   clients may not set or an engine there is not, `unsupported` for a share level there is not, `denied`, `limitReached`,
    ///   `unavailable` once the node takes no new sessions.
    public func open(_ request: SessionOpenRequest) throws -> Session {
        try request.validate()
        let settings = try self.settings(of: request)
        let session = Session(
            id: self.services.makeHandle(.session),
            request: request,
            settings: settings,
            engineKey: try self.services.engines.key(user: request.user, settings.engine),
            services: self.services
        )
        try self.services.index.add(session)
        self.services.jobs.start { await session.launchEngine() }
        return session
    }

    private func settings(of request: SessionOpenRequest) throws -> SessionSettings {
        let configuration = self.services.configuration
        return try SessionSettings(
            request.configs,
            rules: configuration.rules,
            defaults: configuration.sessionDefaults
        )
    }

    /// The limits hold for sessions that are opened from now on.
    public func limit(_ limits: SessionLimits) {
        self.services.index.limit(limits)
    }

    /// Finds a session; that counts as access.
    ///
    /// - Throws: ``SessionError`` with `unknownSession`.
    public func session(_ id: Handle) throws -> Session {
        guard let session = self.services.index.session(id) else { throw SessionError.unknownSession(id) }
        session.accessed(at: self.services.time.now())
        return session
    }

    /// Finds an operation; that counts as access to it and its session.
    ///
    /// - Throws: ``SessionError`` with `unknownOperation`.
    public func operation(_ id: Handle) throws -> Operation {
        guard let operation = self.services.index.operation(id) else { throw SessionError.unknownOperation(id) }
        operation.touch()
        return operation
    }

    /// All open sessions, the oldest first. Counts as access to none, and costs the same however many there are.
    public func sessions() -> SessionSnapshot {
        self.services.index.sessions
    }

    /// Closes a session; see ``Session/close()``.
    ///
    /// - Throws: ``SessionError`` with `unknownSession`.
    public func close(_ id: Handle) throws {
        guard let session = self.services.index.session(id) else { throw SessionError.unknownSession(id) }
        try session.close()
    }

    /// Closes all sessions.
    public func closeAll() {
        for session in self.services.index.sessions {
            session.closeIfOpen()
        }
    }
}
