/// The life of one session: what happened goes in, what to do comes out (contract, sections 3.1 and 12).
struct SessionStateMachine: Sendable {
    enum State: Sendable, Hashable {
        /// The engine is being launched.
        case opening
        case open
        /// The engine could not be had just now: the next operation launches it again.
        case waiting
        /// The session stays listed, and every operation fails with the reason.
        case launchFailed(SessionError)
        case closed
    }

    /// What the session's owner has to do.
    enum Action: Sendable, Hashable {
        /// Wake the operations that wait for the engine.
        case finishWaiters
        /// Close the engine's session that came too late, and give the engine back.
        case abandonEngine
        /// Close all operations.
        case closeOperations
        /// Close the engine's session and give the engine back.
        case closeEngine
    }

    private(set) var state = State.opening
    /// When the session was created.
    let created: Moment
    /// When its engine was ready, in milliseconds since 1970; -1 before.
    private(set) var openedTime: Int64 = -1
    /// When it was closed, in milliseconds since 1970; -1 before.
    private(set) var endTime: Int64 = -1
    /// How many operations were ever started.
    private(set) var totalOperations = 0
    /// Why the launch, or the last synchronous call that failed, did.
    private(set) var exception: SessionError?

    private let idleTimeout: Duration
    private var lastAccess: Moment
    /// Counts while no operation is in the set. The engine's launch is none.
    private var idleSince: Moment
    private var openOperations = 0

    init(createdAt moment: Moment, idleTimeout: Duration) {
        self.created = moment
        self.lastAccess = moment
        self.idleSince = moment
        self.idleTimeout = idleTimeout
    }

    /// An operation needs the engine.
    ///
    /// - Returns: Whether to launch it now, anew.
    mutating func engineRequested() -> Bool {
        guard self.state == .waiting else { return false }
        self.state = .opening
        return true
    }

    /// The engine's session is open.
    mutating func launched(at moment: Moment) -> [Action] {
        switch self.state {
        case .opening:
            self.state = .open
            self.openedTime = moment.wall
            // Of an attempt that failed before, if any.
            self.exception = nil
            return [.finishWaiters]
        case .launchFailed, .closed:
            return [.abandonEngine]
        case .waiting, .open:
            preconditionFailure("a launch ends once")
        }
    }

    /// The engine could not be opened, or took too long.
    mutating func launchFailed(_ error: SessionError) -> [Action] {
        guard self.state == .opening else { return [] }
        self.state = error.isPassing ? .waiting : .launchFailed(error)
        self.exception = error
        return [.finishWaiters]
    }

    /// A client, the idle sweep or the end of the node closes the session.
    mutating func closed(at moment: Moment) -> [Action] {
        let before = self.state
        guard before != .closed else { return [] }
        self.state = .closed
        self.endTime = moment.wall
        switch before {
        case .opening: return [.closeOperations, .finishWaiters]
        case .open: return [.closeOperations, .closeEngine]
        case .waiting, .launchFailed, .closed: return [.closeOperations]
        }
    }

    /// A call named the session or an operation of it: every one counts.
    mutating func accessed(at moment: Moment) {
        self.lastAccess = moment
        self.idleSince = moment
    }

    /// A synchronous call failed.
    mutating func callFailed(_ error: SessionError) {
        self.exception = error
    }

    /// An operation wants into the set.
    ///
    /// - Returns: `false` where the session is closed.
    mutating func operationAdded(at moment: Moment) -> Bool {
        guard self.state != .closed else { return false }
        self.openOperations += 1
        self.totalOperations += 1
        self.accessed(at: moment)
        return true
    }

    /// An operation left the set.
    mutating func operationRemoved(at moment: Moment) {
        self.openOperations -= 1
        self.idleSince = moment
    }

    /// Milliseconds without an operation; 0 while there is one.
    func idleTime(at moment: Moment) -> Int64 {
        self.openOperations > 0 ? 0 : moment.millisecondsSince(self.idleSince)
    }

    /// Milliseconds from creation to last access.
    var duration: Int64 {
        self.lastAccess.millisecondsSince(self.created)
    }

    /// Whether the idle sweep closes the session now.
    func isExpired(at moment: Moment) -> Bool {
        let timeout = self.idleTimeout.milliseconds
        return moment.millisecondsSince(self.lastAccess) >= timeout && self.idleTime(at: moment) > timeout
    }
}
