import Engines
import Synchronization

/// A session: one connection, on which its statements run in the order they came, so that transactions, settings and
/// temporary tables hold over them.
///
/// The session has one place in the ``ExecutionPool`` while it has anything unfinished. What waits for its turn holds no
/// thread.
final class DuckDBSession: EngineSession {
    let id: String
    let token: EngineToken? = nil

    private let connection: Connection
    private let pool: ExecutionPool
    private let closing: ClosingRule
    private let ended: @Sendable () -> Void
    private let state = Mutex(State<DuckDBOperation>())
    private let closed = Gate()

    /// - Parameter ended: Called once, when the session holds nothing any more.
    init(
        id: String,
        connection: Connection,
        pool: ExecutionPool,
        closing: ClosingRule,
        ended: @escaping @Sendable () -> Void
    ) {
        self.id = id
        self.connection = connection
        self.pool = pool
        self.closing = closing
        self.ended = ended
    }

    func submit(_ work: EngineWork) async throws -> any EngineOperation {
        switch work {
        case .statement(let statement):
            // DuckDB's interface would silently run the part before it.
            if statement.sql.utf8.contains(0) {
                throw EngineError(.invalidStatement, "the statement's text holds the character U+0000")
            }
            if let plan = statement.plan, plan.duckDBName == nil {
                throw EngineError(.unsupported, "\(PlanMode.key) = \(plan.rawValue): DuckDB shows no such plan")
            }
            return try self.accept(
                StatementText(sql: statement.sql, settings: statement.settings, plan: statement.plan)
            )
        case .metadata(let question):
            return try self.accept(question.statement)
        }
    }

    private func accept(_ statement: StatementText) throws(EngineError) -> DuckDBOperation {
        try self.state.withLock { (state) throws(EngineError) in
            try state.checkAdmission()
            if state.isIdle { try self.pool.takePlace() }
            return state.accepted { id, hasTurn in
                DuckDBOperation(
                    id: "\(self.id)/\(id)",
                    statement: statement,
                    connection: self.connection,
                    hasTurn: hasTurn,
                    pool: self.pool,
                    closing: self.closing,
                    ended: { self.operationEnded(id) }
                )
            }
        }
    }

    /// Ends what waits at once, interrupts what runs and waits for it, but no longer than the closing rule allows: what does
    /// not heed the interrupt by then is left behind, and the connection closes when it has returned.
    func close() async {
        self.startClosing()
        guard await !self.closed.wait(upTo: self.closing.limit) else { return }
        self.closing.log(
            "session \(self.id) is left behind: a statement has not stopped within \(self.closing.limit) of its interrupt"
        )
    }

    /// As ``close()``, without waiting.
    func startClosing() {
        switch self.state.withLock({ $0.closeRequested() }) {
        case .closeConnection: self.closeConnection()
        case .stop(let operations): for operation in operations { operation.startClosing() }
        case .wait: break
        }
    }

    private func operationEnded(_ id: Int) {
        let next = self.state.withLock { state in
            let next = state.operationEnded(id)
            // Under the lock, so that whoever comes next does not count this session twice.
            if state.isIdle { self.giveBackPlace(after: next) }
            return next
        }
        switch next {
        case .turn(let operation): operation.turnCame()
        case .close: self.closeConnection()
        case .rest, .nothing: break
        }
    }

    private func giveBackPlace(after next: State<DuckDBOperation>.Next) {
        switch next {
        case .rest, .close: self.pool.giveBackPlace()
        case .turn, .nothing: break
        }
    }

    private func closeConnection() {
        self.pool.startFreeing {
            self.connection.disconnect()
            self.ended()
            self.closed.open()
        }
    }
}

/// How long a close waits for a statement that does not heed its interrupt (DuckDB looks for one between two pieces of
/// work, and some, such as folding a constant, take long), and who is told when it waits no longer.
struct ClosingRule: Sendable {
    var limit: Duration
    var log: @Sendable (String) -> Void
}
