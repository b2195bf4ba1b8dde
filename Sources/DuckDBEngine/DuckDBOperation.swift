import Engines
import Synchronization

/// A statement in DuckDB.
final class DuckDBOperation: EngineOperation {
    /// Everything that several tasks may reach.
    private struct Held: Sendable {
        var state: State
        /// What runs, with the connection. Gone once the operation has released it, so that nothing that comes late can hit
        /// the next statement there.
        var execution: StatementExecution?
        /// Rows read and not yet taken.
        var rows: RowBatch?
    }

    let id: String
    let token: EngineToken? = nil

    private let statement: StatementText
    private let connection: Connection
    private let pool: ExecutionPool
    private let closing: ClosingRule
    private let ended: @Sendable () -> Void
    private let held: Mutex<Held>
    private let turn = Gate()
    private let released = Gate()

    /// - Parameters:
    ///   - hasTurn: Whether the connection is the operation's from the beginning; if not, ``turnCame()`` says when.
    ///   - ended: Called once, when the operation needs the connection no more, or will never need it.
    init(
        id: String,
        statement: StatementText,
        connection: Connection,
        hasTurn: Bool,
        pool: ExecutionPool,
        closing: ClosingRule,
        ended: @escaping @Sendable () -> Void
    ) {
        self.id = id
        self.statement = statement
        self.connection = connection
        self.pool = pool
        self.closing = closing
        self.ended = ended
        self.held = Mutex(Held(state: State(hasTurn: hasTurn)))
        if hasTurn { self.turn.open() }
    }

    /// The connection is the operation's, until it says that it has ended.
    func turnCame() {
        self.held.withLock { $0.state.turnCame() }
        self.turn.open()
    }

    /// Runs the statement until its first batch is there, so that a short result leaves the connection free at once, and
    /// an error in its first rows is one of the statement.
    func run(started: @escaping @Sendable () -> Void) async throws -> ResultSchema {
        await self.turn.wait()
        return try await self.step {
            started()
            let execution = StatementExecution(self.statement, on: self.connection)
            self.held.withLock { $0.execution = execution }
            let schema = try execution.run { () throws(EngineError) in try self.checkpoint() }
            return (schema, try execution.nextBatch())
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
            case .takeRows: return rows
            case .atEnd: return nil
            case .refuse(let reason): throw reason
            case .step: try await self.step { ((), try self.held.withLock { $0.execution }?.nextBatch()) }
            }
        }
    }

    /// DuckDB has no log of its own for a statement.
    func newLogLines() async -> [String] {
        []
    }

    /// DuckDB counts progress only for a progress bar, which a locked configuration keeps off.
    var progress: Double? { nil }

    func cancel() {
        self.stop { $0.cancelRequested() }
    }

    /// Waits for what runs no longer than the closing rule allows; then it is left behind, and what follows in the session
    /// waits for it.
    func close() async {
        self.startClosing()
        guard await !self.released.wait(upTo: self.closing.limit) else { return }
        self.closing.log(
            "statement \(self.id) is left behind: it has not stopped within \(self.closing.limit) of its interrupt"
        )
    }

    /// As ``close()``, without waiting.
    func startClosing() {
        self.stop { $0.closeRequested() }
    }

    /// Does what blocks, on a thread of the pool: `work` answers with the rows it read.
    private func step<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> (Value, RowBatch?)
    ) async throws -> Value {
        if let reason = self.held.withLock({ $0.state.stopReason }) { throw reason }
        return try await self.pool.carryOn {
            if let reason = self.held.withLock({ $0.state.stepBegan() }) { throw reason }
            let outcome = Result(catching: work)
            let (end, stopReason) = self.held.withLock { held in
                let rows = try? outcome.get().1
                let holdsResult = (try? outcome.get()) != nil && held.execution?.holdsResult == true
                let end = held.state.stepEnded(holdsResult: holdsResult, hasRows: rows != nil)
                if held.state.stopReason == nil { held.rows = rows }
                return (end, held.state.stopReason)
            }
            if end == .release { self.release() }
            if let stopReason { throw stopReason }
            return try outcome.get().0
        }
    }

    private func checkpoint() throws(EngineError) {
        if let reason = self.held.withLock({ $0.state.stopReason }) { throw reason }
    }

    private func stop(_ event: (inout State) -> State.Stop) {
        let action = self.held.withLock { held in
            let action = event(&held.state)
            // Inside the lock, against the rule: outside it, the step could end first, and the interrupt hit whatever runs
            // on the connection next. It only sets a flag.
            if action == .interrupt { self.connection.interrupt() }
            if held.state.stopReason != nil { held.rows = nil }
            return action
        }
        switch action {
        case .release: self.pool.startFreeing { self.release() }
        case .leave: self.release()
        case .interrupt, .nothing: break
        }
    }

    private func release() {
        let execution = self.held.withLock { held in
            defer { held.execution = nil }
            return held.execution
        }
        execution?.finish()
        self.held.withLock { $0.state.released() }
        // A run that still waits finds that it was stopped.
        self.turn.open()
        self.released.open()
        self.ended()
    }
}
