import Engines

/// The life of one operation: what happened goes in, what to do comes out.
///
/// Whatever comes after the end of the work is ignored, so that every race has one winner: the first to arrive.
struct OperationStateMachine: Sendable {
    /// What the operation's owner has to do.
    enum Action: Sendable, Hashable {
        /// Tell the engine to stop the statement.
        case cancelInEngine
        /// End the engine's operation.
        case closeInEngine
        /// Give the result's memory and disk back.
        case freeResult
        /// Wake those who wait for the end.
        case finishWaiters
        /// Take the operation out of its session.
        case remove
    }

    /// From this protocol on (V9) a time-out has a state of its own (contract, section 11.4).
    private static let firstProtocolWithTimeout = 8

    private(set) var state = OperationState.initialized
    /// When the operation was created, in milliseconds since 1970.
    let createTime: Int64
    /// When it entered RUNNING; 0 before.
    private(set) var startTime: Int64 = 0
    /// When its work was over; 0 before.
    private(set) var completeTime: Int64 = 0
    /// The last change or fetch.
    private(set) var eventTime: Int64
    /// The result's columns, once known.
    private(set) var schema: ResultSchema?
    /// Why the statement failed.
    private(set) var failure: SessionError?
    /// Whether the query time-out ended it, whatever the state is called.
    private(set) var hasTimedOut = false
    /// The last call that named the operation, or the end of its work.
    private(set) var lastTouched: Moment

    private let protocolVersion: Int
    private var isInEngine = false

    init(createdAt moment: Moment, protocolVersion: Int) {
        self.createTime = moment.wall
        self.eventTime = moment.wall
        self.lastTouched = moment
        self.protocolVersion = protocolVersion
    }

    /// The engine accepted the statement.
    ///
    /// - Returns: Whether to drive it there; where not, it was cancelled or closed meanwhile and is to be ended.
    mutating func submitted(at moment: Moment) -> Bool {
        guard self.move(to: .pending, at: moment) else { return false }
        self.isInEngine = true
        return true
    }

    /// The engine began with the statement.
    mutating func started(at moment: Moment) {
        guard self.move(to: .running, at: moment) else { return }
        self.startTime = moment.wall
    }

    /// The result's columns are known.
    mutating func resultDescribed(_ schema: ResultSchema) {
        guard !self.state.isTerminal else { return }
        self.schema = schema
    }

    /// The statement has run and its rows are stored.
    mutating func completed(at moment: Moment) -> [Action] {
        self.end(as: .finished, at: moment) ? [.finishWaiters] : []
    }

    /// The engine reports a failure.
    mutating func failed(_ error: SessionError, at moment: Moment) -> [Action] {
        guard self.end(as: .error, at: moment) else { return [] }
        self.failure = error
        return [.freeResult, .finishWaiters]
    }

    /// A client wants the statement stopped.
    mutating func cancelRequested(at moment: Moment) -> [Action] {
        self.end(as: .canceled, at: moment) ? self.stop : []
    }

    /// The query time-out has passed.
    mutating func timedOut(at moment: Moment) -> [Action] {
        let state: OperationState = self.protocolVersion >= Self.firstProtocolWithTimeout ? .timedOut : .canceled
        guard self.end(as: state, at: moment) else { return [] }
        self.hasTimedOut = true
        return self.stop
    }

    /// A client, the session or the idle sweep closes the operation.
    mutating func closed(at moment: Moment) -> [Action] {
        let wasTerminal = self.state.isTerminal
        guard self.end(as: .closed, at: moment) else { return [] }
        return (self.isInEngine ? [.closeInEngine] : []) + [.freeResult] + (wasTerminal ? [] : [.finishWaiters])
            + [.remove]
    }

    /// A call named the operation.
    mutating func touched(at moment: Moment) {
        self.lastTouched = moment
    }

    /// A client asks for rows.
    ///
    /// - Throws: ``SessionError``: the statement's own failure, or `notReady` with the state.
    mutating func rowsRequested(at moment: Moment) throws {
        try self.requireRows()
        self.eventTime = moment.wall
    }

    /// - Throws: ``SessionError``: the statement's own failure, or `notReady` with the state.
    func requireRows() throws {
        switch self.state {
        case .finished: return
        case .error: throw self.failure ?? .notFinished(.error)
        case .initialized, .pending, .running, .compiled, .timedOut, .canceled, .closed:
            throw SessionError.notFinished(self.state)
        }
    }

    /// The columns for a client.
    ///
    /// - Throws: ``SessionError``: the statement's own failure, or `notReady` with the state while nothing is known.
    func describedResult() throws -> ResultSchema {
        if let failure = self.failure { throw failure }
        guard let schema = self.schema else {
            throw SessionError(
                .notReady,
                "the result's columns are not known in state \(self.state.name)",
                state: self.state
            )
        }
        return schema
    }

    /// Whether the idle sweep closes the operation now (contract, section 12).
    func isExpired(at moment: Moment, idleTimeout: Duration) -> Bool {
        self.state.isTerminal && moment.millisecondsSince(self.lastTouched) >= idleTimeout.milliseconds
    }

    private var stop: [Action] {
        (self.isInEngine ? [.cancelInEngine] : []) + [.freeResult, .finishWaiters]
    }

    private mutating func end(as state: OperationState, at moment: Moment) -> Bool {
        let wasTerminal = self.state.isTerminal
        guard self.move(to: state, at: moment) else { return false }
        if !wasTerminal {
            self.completeTime = moment.wall
            self.lastTouched = moment
        }
        return true
    }

    private mutating func move(to next: OperationState, at moment: Moment) -> Bool {
        guard self.state.allows(next) else { return false }
        self.state = next
        self.eventTime = moment.wall
        return true
    }
}
