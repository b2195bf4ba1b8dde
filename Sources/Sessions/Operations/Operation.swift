import Engines
public import Handles
import Synchronization

/// One piece of a session's work, such as a statement, from the call that brought it to its close.
///
/// Obtained by ``SessionManager/operation(_:)`` or ``Session/execute(_:)``; needs ``SessionManager/run()`` to go on.
public final class Operation: Sendable {
    struct State: Sendable {
        var machine: OperationStateMachine
        var log: OperationLog
        var rowCursor = ResultCursor()
        var logCursor = LogCursor()
        var engine: (any EngineOperation)?
        var remoteID: String?
        var fetchedRows = 0
        var progress: Double?

        /// As the engine last told it, 0 to 1; what it has told is kept when it has let go of the work.
        mutating func lastProgress() -> Double? {
            if let told = self.engine?.progress { self.progress = told }
            return self.progress
        }
    }

    /// The operation's handle.
    public let id: Handle
    /// What the client asked for.
    public let work: OperationWork
    /// The session it belongs to.
    public let session: Session

    /// Counts the operations of the manager: lists are in this order.
    let number: Int
    let settings: StatementSettings
    let result: ResultStore
    let timeout: Duration?
    /// Kept once the engine has the work in its order, or has refused it, or needs it no more.
    let placed = Promise<Void>()
    /// Kept once the work is over.
    let ended = Promise<Void>()
    let state: Mutex<State>

    init(id: Handle, work: OperationWork, settings: StatementSettings, session: Session) {
        let services = session.services
        let configuration = services.configuration
        let now = services.time.now()
        self.id = id
        self.work = work
        self.settings = settings
        self.number = services.numbers.next()
        self.session = session
        self.timeout = settings.isTimed ? work.timeout(serverBound: configuration.queryTimeout) : nil
        self.result = ResultStore(
            configuration.operationResults,
            parent: session.results,
            directory: configuration.resultDirectory,
            pool: services.resultPool
        )
        self.state = Mutex(
            State(
                machine: OperationStateMachine(
                    createdAt: now,
                    protocolVersion: session.request.protocolVersion
                ),
                log: OperationLog(isKept: work.hasLog)
            )
        )
        self.logCreation(at: now)
    }

    /// The facts of this moment (contract, section 4.1).
    public func event() -> OperationEvent {
        self.state.withLock { state in
            OperationEvent(
                id: self.id,
                remoteID: state.remoteID,
                statement: self.work.statement,
                shouldRunAsync: self.work.runAsync,
                state: state.machine.state,
                eventTime: state.machine.eventTime,
                createTime: state.machine.createTime,
                startTime: state.machine.startTime,
                completeTime: state.machine.completeTime,
                exception: state.machine.failure,
                sessionID: self.session.id,
                sessionUser: self.session.request.user,
                sessionType: .interactive,
                instance: self.session.services.configuration.instance,
                fetchedRows: state.fetchedRows,
                progress: self.settings.showsProgress
                    ? state.lastProgress().map { OperationProgress(state.machine, $0) } : nil
            )
        }
    }

    /// Stops the statement. Has no effect once its work is over (contract, section 4.2). The engine is told
    /// at once; the operation stays readable.
    public func cancel() {
        self.apply { $0.cancelRequested(at: $1) }
    }

    /// Stops the statement where it still runs and forgets the operation (contract, section 4.2). The engine is told
    /// at once, and frees what it holds in the background.
    ///
    /// - Throws: ``SessionError`` with `unknownOperation` where it was closed before.
    public func close() throws {
        if !self.closeIfOpen() { throw SessionError.unknownOperation(self.id) }
    }

    /// - Returns: Whether it was open.
    @discardableResult
    func closeIfOpen() -> Bool {
        !self.apply { $0.closed(at: $1) }.isEmpty
    }

    /// A call named the operation.
    func touch() {
        let now = self.session.services.time.now()
        self.state.withLock { $0.machine.touched(at: now) }
        self.session.accessed(at: now)
    }

    /// The idle sweep comes by.
    func closeIfExpired() {
        let idleTimeout = self.session.services.configuration.operationIdleTimeout
        self.apply { machine, now in
            machine.isExpired(at: now, idleTimeout: idleTimeout) ? machine.closed(at: now) : []
        }
    }

    /// Feeds an event to the machine, writes the change of state to the log, and does what the machine answers.
    @discardableResult
    func apply(
        _ event: (inout OperationStateMachine, Moment) -> [OperationStateMachine.Action]
    ) -> [OperationStateMachine.Action] {
        let now = self.session.services.time.now()
        let (actions, engine) = self.state.withLock { state in
            let before = state.machine.state
            let actions = event(&state.machine, now)
            self.logChange(from: before, in: &state, at: now)
            return (actions, state.engine)
        }
        for action in actions {
            self.perform(action, engine: engine)
        }
        return actions
    }

    private func perform(_ action: OperationStateMachine.Action, engine: (any EngineOperation)?) {
        let jobs = self.session.services.jobs
        switch action {
        case .cancelInEngine:
            engine?.cancel()
        case .closeInEngine:
            guard let engine else { return }
            engine.cancel()
            jobs.start { await engine.close() }
        case .freeResult:
            self.result.close()
        case .finishWaiters:
            self.placed.keep()
            self.ended.keep()
        case .remove:
            self.session.remove(self)
        }
    }
}
