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
    ///   - time: Where the time comes from.
    ///   - makeHandle: Makes the handles of sessions and operations.
    public init(
        _ configuration: Configuration,
        engines: any EngineProvider,
        resultPool: ExecutionPool,
        time: TimeSource = .system,
        makeHandle: @escaping @Sendable (Handle.Kind) -> Handle
    ) {
        self.services = SessionServices(
            configuration: configuration,
            engines: engines,
            time: time,
            resultPool: resultPool,
            results: ResultBudget(configuration.nodeResults),
            makeHandle: makeHandle
        )
    }

    /// The number of open sessions (contract, section 3.6).
    public var count: Int {
        self.services.index.count
    }

    /// What the results of all sessions take now.
    public var resultUsage: ResultBudget.Usage {
        self.services.results.used
    }

    /// Opens a session and returns at once; its engine is launched in the background (contract, section 3.1).
    ///
    /// - Throws: ``SessionError``: `invalidArgument` for an unknown protocol version or a bad configuration value,
    ///   `unavailable` once the node stops.
    public func open(_ request: SessionOpenRequest) throws -> Session {
        try request.validate()
        let session = Session(
            id: self.services.makeHandle(.session),
            request: request,
            settings: try request.settings(),
            services: self.services
        )
        guard self.services.index.add(session) else {
            throw SessionError(.unavailable, "the node is stopping")
        }
        self.services.jobs.start { await session.launchEngine() }
        return session
    }

    /// Finds a session; that counts as access.
    ///
    /// - Throws: ``SessionError`` with `unknownSession`.
    public func session(_ id: Handle) throws -> Session {
        guard let session = self.services.index.session(id) else { throw SessionError.unknownSession(id) }
        session.accessed()
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

    /// All open sessions, the oldest first. Counts as access to none.
    public func sessions() -> [SessionInfo] {
        self.services.index.sessions.map { $0.info() }
            .sorted { ($0.createTime, $0.id.description) < ($1.createTime, $1.id.description) }
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
