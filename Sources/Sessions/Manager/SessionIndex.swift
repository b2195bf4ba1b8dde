import Handles
import Synchronization

/// Which handles there are.
final class SessionIndex: Sendable {
    private struct State: Sendable {
        var sessions: [Handle: Session] = [:]
        /// The session of each operation.
        var operations: [Handle: Session] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    var count: Int {
        self.state.withLock { $0.sessions.count }
    }

    var operationCount: Int {
        self.state.withLock { $0.operations.count }
    }

    var sessions: [Session] {
        self.state.withLock { Array($0.sessions.values) }
    }

    func session(_ id: Handle) -> Session? {
        self.state.withLock { $0.sessions[id] }
    }

    func operation(_ id: Handle) -> Operation? {
        let session = self.state.withLock { $0.operations[id] }
        return session?.state.withLock { $0.operations[id] }
    }

    /// - Returns: `false` after ``close()``.
    func add(_ session: Session) -> Bool {
        self.state.withLock { state in
            if state.isClosed { return false }
            state.sessions[session.id] = session
            return true
        }
    }

    func add(operation: Handle, of session: Session) {
        self.state.withLock { $0.operations[operation] = session }
    }

    func remove(session: Handle) {
        self.state.withLock { $0.sessions[session] = nil }
    }

    func remove(operation: Handle) {
        self.state.withLock { $0.operations[operation] = nil }
    }

    /// Lets no session in any more.
    func close() {
        self.state.withLock { $0.isClosed = true }
    }
}
