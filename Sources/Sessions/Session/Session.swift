import Engines
public import Handles
import Synchronization

/// One client's session: its engine session and its operations.
///
/// Obtained by ``SessionManager/open(_:)`` or ``SessionManager/session(_:)``.
public final class Session: Sendable {
    /// Statements that wait for the engine to open; the engine itself bounds those that it has.
    static let waitingLimit = 100

    struct State: Sendable {
        var machine: SessionStateMachine
        var operations: [Handle: Operation] = [:]
        var engine: LaunchedEngine?
        /// Kept once the engine is there, or is known not to come by this attempt.
        var launch = Promise<LaunchedEngine>()
        /// Accepted and without a place in the engine's order, the oldest first.
        var waiting: [Operation] = []
        /// Whether somebody hands over what waits.
        var isSubmitting = false
    }

    /// What a launch brings.
    struct LaunchedEngine: Sendable {
        var session: any EngineSession
        var lease: EngineLease
        /// Product and version.
        var name: String

        init(session: any EngineSession, lease: EngineLease) {
            self.session = session
            self.lease = lease
            let identity = lease.engine.identity
            self.name = "\(identity.product) \(identity.version)"
        }
    }

    /// The session's handle.
    public let id: Handle
    /// What it was opened with.
    public let request: SessionOpenRequest
    /// Which engine it has.
    public let engineKey: EngineDirectory.Key

    /// Counts the sessions of the manager: lists are in this order.
    let number: Int
    let services: SessionServices
    let settings: SessionSettings
    let shownConfigs: [String: String]
    let results: ResultBudget
    let state: Mutex<State>

    init(
        id: Handle,
        request: SessionOpenRequest,
        settings: SessionSettings,
        engineKey: EngineDirectory.Key,
        services: SessionServices
    ) {
        self.id = id
        self.request = request
        self.settings = settings
        self.services = services
        self.number = services.numbers.next()
        self.engineKey = engineKey
        self.shownConfigs = Self.shownConfigs(of: request, services.configuration)
        self.results = ResultBudget(services.configuration.sessionResults, parent: services.results)
        self.state = Mutex(
            State(
                machine: SessionStateMachine(
                    createdAt: services.time.now(),
                    idleTimeout: settings.idleTimeout ?? services.configuration.sessionIdleTimeout
                )
            )
        )
    }

    /// The operations in the set, the oldest first.
    public func operationsInOrder() -> [Operation] {
        self.state.withLock { Array($0.operations.values) }.sorted { $0.number < $1.number }
    }

    /// The facts of the operations in the set, the oldest first (contract, section 3.9).
    public func operations() -> [OperationEvent] {
        self.operationsInOrder().map { $0.event() }
    }

    /// Closes the session and its operations: the handles are unknown when this returns, the engine is told in the
    /// background (contract, section 3.4).
    ///
    /// - Throws: ``SessionError`` with `unknownSession` where it was closed before.
    public func close() throws {
        if !self.closeIfOpen() { throw SessionError.unknownSession(self.id) }
    }

    /// Closes the session where a condition holds in that very moment.
    ///
    /// - Returns: Whether this has closed it.
    @discardableResult
    func closeIfOpen(where isDue: (SessionStateMachine, Moment) -> Bool = { _, _ in true }) -> Bool {
        let now = self.services.time.now()
        let (actions, operations, engine, launch) = self.state.withLock { state in
            let actions = isDue(state.machine, now) ? state.machine.closed(at: now) : []
            return (actions, state.operations.values, state.engine, state.launch)
        }
        guard !actions.isEmpty else { return false }
        self.services.index.remove(session: self.id)
        for action in actions {
            switch action {
            case .closeOperations:
                for operation in operations {
                    operation.closeIfOpen()
                }
            case .finishWaiters:
                launch.keep(.failure(SessionError(.closed, "the session was closed while its engine opened")))
            case .closeEngine, .abandonEngine:
                if let engine {
                    self.services.jobs.start { await self.end(engine) }
                }
            }
        }
        return true
    }

    /// A call named the session or an operation of it.
    func accessed(at now: Moment) {
        self.state.withLock { $0.machine.accessed(at: now) }
    }

    func remove(_ operation: Operation) {
        let now = self.services.time.now()
        self.state.withLock { state in
            guard state.operations.removeValue(forKey: operation.id) != nil else { return }
            state.machine.operationRemoved(at: now)
        }
        self.services.index.remove(operation: operation.id)
    }

    /// The idle sweep comes by: closes operations whose time is up, and then the session, if its is (contract, section 12).
    func sweep() {
        for operation in self.state.withLock({ $0.operations.values }) {
            operation.closeIfExpired()
        }
        self.closeIfOpen { machine, now in machine.isExpired(at: now) }
    }
}
