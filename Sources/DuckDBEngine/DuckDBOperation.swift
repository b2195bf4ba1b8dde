import Engines
import Synchronization

/// A statement in DuckDB.
final class DuckDBOperation: EngineOperation {
    /// Everything that several tasks may reach.
    private struct Held: Sendable {
        var state = State()
        /// What ``EngineOperation/cancel()`` interrupts. Gone once the operation releases it, so that an interrupt that
        /// comes late cannot hit the next statement there.
        var connection: Connection?
        var execution: StatementExecution?
        /// Rows read and not yet taken.
        var rows: RowBatch?
    }

    let id = ""
    let token: EngineToken? = nil

    private let sql: String
    private let source: ConnectionSource
    private let pool: ExecutionPool
    private let ended: @Sendable () -> Void
    private let held = Mutex(Held())
    private let released = Gate()

    /// - Parameter ended: Called once, when the operation needs its connection no more.
    init(sql: String, source: ConnectionSource, pool: ExecutionPool, ended: @escaping @Sendable () -> Void) {
        self.sql = sql
        self.source = source
        self.pool = pool
        self.ended = ended
    }

    /// Runs the statement until its first batch is there, so that a short result leaves the connection free at once, and
    /// an error in its first rows is one of the statement.
    func run(started: @escaping @Sendable () -> Void) async throws -> ResultSchema {
        try await self.pool.run {
            try self.step { () throws(EngineError) in
                started()
                let connection = try self.source.take()
                let execution = StatementExecution(self.sql, on: connection)
                self.held.withLock {
                    $0.connection = connection
                    $0.execution = execution
                }
                let schema = try execution.run { () throws(EngineError) in try self.checkpoint() }
                return (schema, try execution.nextBatch())
            }
        }
    }

    func nextBatch() async throws -> RowBatch? {
        while true {
            let (request, rows) = self.held.withLock { held in
                let request = held.state.rowsRequested()
                defer { if request == .takeRows { held.rows = nil } }
                return (request, held.rows)
            }
            switch request {
            case .takeRows:
                return rows
            case .atEnd:
                return nil
            case .refuse(let reason):
                throw reason
            case .step:
                try await self.pool.run {
                    try self.step { () throws(EngineError) in
                        ((), try self.held.withLock { $0.execution }?.nextBatch())
                    }
                }
            }
        }
    }

    /// DuckDB has no log of its own for a statement.
    func newLogLines() async -> [String] {
        []
    }

    func progress() async -> Double? {
        self.held.withLock { $0.state.isStepping ? $0.connection?.progress : nil }
    }

    func cancel() {
        self.stop { $0.cancelRequested() }
    }

    func close() async {
        self.stop { $0.closeRequested() }
        await self.released.wait()
    }

    /// Does what blocks, on a thread of the pool: `work` answers with the rows it read.
    private func step<Value>(
        _ work: () throws(EngineError) -> (Value, RowBatch?)
    ) throws(EngineError) -> Value {
        if let reason = self.held.withLock({ $0.state.stepBegan() }) { throw reason }
        let outcome: Result<(Value, RowBatch?), EngineError>
        do {
            outcome = .success(try work())
        } catch {
            outcome = .failure(error)
        }
        let rows: RowBatch? = if case .success((_, let rows)) = outcome { rows } else { nil }
        let hasFailed = if case .failure = outcome { true } else { false }
        let (end, stopReason) = self.held.withLock { held in
            let holdsResult = !hasFailed && held.execution?.holdsResult == true
            let end = held.state.stepEnded(holdsResult: holdsResult, hasRows: rows != nil)
            if held.state.stopReason == nil { held.rows = rows }
            return (end, held.state.stopReason)
        }
        if end == .release { self.release() }
        if let stopReason { throw stopReason }
        return try outcome.get().0
    }

    private func checkpoint() throws(EngineError) {
        if let reason = self.held.withLock({ $0.state.stopReason }) { throw reason }
    }

    private func stop(_ event: (inout State) -> State.Stop) {
        let action = self.held.withLock { held in
            let action = event(&held.state)
            // Inside the lock, against the rule: outside it, the step could end first, and the interrupt hit whatever runs
            // on the connection next. It only sets a flag.
            if action == .interrupt { held.connection?.interrupt() }
            if held.state.stopReason != nil { held.rows = nil }
            return action
        }
        if action == .release { Task { await self.pool.runWithoutFail { self.release() } } }
    }

    private func release() {
        let (connection, execution) = self.held.withLock { held in
            defer {
                held.connection = nil
                held.execution = nil
            }
            return (held.connection, held.execution)
        }
        execution?.free()
        if let connection { self.source.giveBack(connection) }
        self.ended()
        self.held.withLock { $0.state.released() }
        self.released.open()
    }
}

/// Where an operation has its connection from.
enum ConnectionSource: Sendable {
    /// The session's own, on which its transactions, temporary tables and settings are.
    case session(Connection)
    /// A further one, because the session's own is busy.
    case further(Database, ConnectionSetup)

    /// The connection. May block.
    func take() throws(EngineError) -> Connection {
        switch self {
        case .session(let connection): connection
        case .further(let database, let setup): try database.connect(setup)
        }
    }

    /// Ends the use of a connection. May block.
    func giveBack(_ connection: Connection) {
        switch self {
        case .session: break
        case .further: connection.disconnect()
        }
    }
}
