import Handles
import Synchronization

/// Which handles there are, and who has how many sessions.
final class SessionIndex: Sendable {
    private struct State: Sendable {
        var sessions = OpenSessions()
        /// The session of each operation.
        var operations: [Handle: Session] = [:]
        /// Counts what ``sessions`` holds, so that a permit cannot outlive its session.
        var tally = SessionTally()
        var limits: SessionLimits
        var isClosed = false
    }

    private let state: Mutex<State>

    init(limits: SessionLimits) {
        self.state = Mutex(State(limits: limits))
    }

    var count: Int {
        self.state.withLock { $0.sessions.count }
    }

    var operationCount: Int {
        self.state.withLock { $0.operations.count }
    }

    /// The sessions there are now, the oldest first. Copies nothing.
    var sessions: SessionSnapshot {
        self.state.withLock { $0.sessions.snapshot }
    }

    var tally: SessionTally {
        self.state.withLock { $0.tally }
    }

    func session(_ id: Handle) -> Session? {
        self.state.withLock { $0.sessions[id] }
    }

    func operation(_ id: Handle) -> Operation? {
        let session = self.state.withLock { $0.operations[id] }
        return session?.state.withLock { $0.operations[id] }
    }

    /// - Throws: ``SessionError``: `unavailable` after ``close()``, `limitReached`, `denied`.
    func add(_ session: Session) throws {
        try self.state.withLock { state in
            if state.isClosed { throw SessionError(.unavailable, "the node takes no new sessions") }
            try state.limits.check(session.request, beside: state.tally)
            state.tally.add(session.request)
            state.sessions.add(session)
        }
    }

    func add(operation: Handle, of session: Session) {
        self.state.withLock { $0.operations[operation] = session }
    }

    func remove(session: Handle) {
        self.state.withLock { state in
            guard let removed = state.sessions.remove(session) else { return }
            state.tally.remove(removed.request)
        }
    }

    func remove(operation: Handle) {
        self.state.withLock { $0.operations[operation] = nil }
    }

    /// The limits hold for sessions that come from now on.
    func limit(_ limits: SessionLimits) {
        self.state.withLock { $0.limits = limits }
    }

    /// Lets no session in any more.
    func close() {
        self.state.withLock { $0.isClosed = true }
    }
}
