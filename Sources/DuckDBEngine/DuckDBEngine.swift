public import Engines
import Synchronization

/// DuckDB in the process: one database, shared by the engine's sessions, each on a connection of its own.
///
/// Every call that blocks runs on the ``ExecutionPool``. The configuration is locked once the engine is open: no statement
/// can widen file access, load an extension or raise a limit.
public final class DuckDBEngine: Engine {
    /// Product, library version and the configured id.
    public let identity: EngineIdentity

    private let database: Database
    private let pool: ExecutionPool
    private let closing: ClosingRule
    private let state = Mutex(State<DuckDBSession>())
    private let closed = Gate()

    init(identity: EngineIdentity, database: Database, pool: ExecutionPool, closing: ClosingRule) {
        self.identity = identity
        self.database = database
        self.pool = pool
        self.closing = closing
    }

    /// Opens a session on a connection of its own.
    ///
    /// `database` is a schema of the catalog, which must exist; `default` stands for DuckDB's `main`. Of the settings
    /// those count that a session may set for itself, and `spark.sql.session.timeZone`; all others, and a zone that DuckDB does
    /// not know, are ignored.
    ///
    /// - Throws: ``EngineError``: `openFailed` for an unknown catalog or database and for a value that DuckDB refuses, `unavailable` once the engine is closed,
    ///   `poolFull`.
    public func openSession(_ options: EngineSessionOptions) async throws -> any EngineSession {
        guard let id = self.state.withLock({ $0.sessionOpening() }) else {
            throw EngineError(.unavailable, "the engine is closed")
        }
        let setup = ConnectionSetup(options, catalog: self.database.catalog)
        let database = self.database
        do {
            let connection = try await self.pool.run { try database.connect(setup) }
            let session = DuckDBSession(
                id: "\(self.identity.id)/\(id)",
                connection: connection,
                pool: self.pool,
                closing: self.closing,
                ended: { self.sessionEnded(id) }
            )
            if self.state.withLock({ $0.sessionOpened(id, session) }) { return session }
            await session.close()
            throw EngineError(.unavailable, "the engine is closed")
        } catch {
            self.sessionEnded(id)
            throw error
        }
    }

    /// Closes all sessions, then the database: afterwards its file is free. Further calls wait for the first.
    ///
    /// Waits no longer than ``Configuration/closingLimit``: a statement that has not heeded its interrupt by then is left
    /// behind, which is logged, and the database closes when it has returned.
    public func close() async {
        switch self.state.withLock({ $0.closeRequested() }) {
        case .wait: break
        case .closeDatabase: self.pool.startFreeing { self.closeDatabase() }
        case .closeSessions(let sessions): for session in sessions { session.startClosing() }
        }
        guard await !self.closed.wait(upTo: self.closing.limit) else { return }
        self.closing.log(
            "engine \(self.identity.id) is left behind: statements have not stopped within \(self.closing.limit) of their "
                + "interrupt; its database stays open until they have"
        )
    }

    /// The session is over, or never came to be.
    private func sessionEnded(_ id: Int) {
        if self.state.withLock({ $0.sessionEnded(id) }) { self.pool.startFreeing { self.closeDatabase() } }
    }

    private func closeDatabase() {
        self.database.close()
        self.closed.open()
    }
}
