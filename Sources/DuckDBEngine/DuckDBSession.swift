import Engines
import Synchronization

/// A session: a connection, on which transactions and temporary tables hold over its statements.
///
/// A statement submitted while another is busy there runs on a further connection, which begins like a new session: it
/// sees neither the transaction nor the temporary tables, and ends with its statement.
final class DuckDBSession: EngineSession {
    let id = ""
    let token: EngineToken? = nil

    private let connection: Connection
    private let setup: ConnectionSetup
    private let database: Database
    private let pool: ExecutionPool
    private let ended: @Sendable () async -> Void
    private let state = Mutex(State<DuckDBOperation>())
    private let closed = Gate()

    /// - Parameter ended: Called once, when the session holds nothing any more.
    init(
        connection: Connection,
        setup: ConnectionSetup,
        database: Database,
        pool: ExecutionPool,
        ended: @escaping @Sendable () async -> Void
    ) {
        self.connection = connection
        self.setup = setup
        self.database = database
        self.pool = pool
        self.ended = ended
    }

    func submit(_ work: EngineWork) async throws -> any EngineOperation {
        let statement =
            switch work {
            case .statement(let statement): statement
            }
        let operation = self.state.withLock { state in
            state.submitted { id, isConnectionFree in
                DuckDBOperation(
                    sql: statement.sql,
                    source: isConnectionFree ? .session(self.connection) : .further(self.database, self.setup),
                    pool: self.pool,
                    ended: { self.operationEnded(id) }
                )
            }
        }
        guard let operation else { throw EngineError(.sessionClosed, "the session is closed") }
        return operation
    }

    /// Further calls wait for the first.
    func close() async {
        if let operations = self.state.withLock({ $0.closeRequested() }) {
            for operation in operations { operation.cancel() }
            for operation in operations { await operation.close() }
            let connection = self.connection
            await self.pool.runWithoutFail { connection.disconnect() }
            await self.ended()
            self.closed.open()
        }
        await self.closed.wait()
    }

    private func operationEnded(_ id: Int) {
        self.state.withLock { $0.operationEnded(id) }
    }
}
