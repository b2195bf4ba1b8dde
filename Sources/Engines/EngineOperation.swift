/// One piece of work under way in an engine, and then its result, read forward once.
///
/// Whoever owns the operation calls ``run(started:)`` once, then ``nextBatch()`` until it answers `nil`, then ``close()``.
/// ``cancel()`` and ``close()`` may come at any time, from any task.
public protocol EngineOperation: Sendable {
    /// The engine's name for the operation (`remoteId`); never empty.
    var id: String { get }

    /// What another process needs to pick the operation up, `nil` where the engine cannot be resumed.
    var token: EngineToken? { get }

    /// Waits for the work's turn in its session, and then until it has run.
    ///
    /// - Parameter started: Called once, when the engine begins with the statement; not called when it never does.
    /// - Returns: The columns of the result; none for a statement without one.
    /// - Throws: ``EngineError``: `statementFailed` with the engine's message, `cancelled` after ``cancel()``.
    func run(started: @escaping @Sendable () -> Void) async throws -> ResultSchema

    /// The next rows, in order; never an empty batch. What was accepted is carried to its end: no batch is refused for want
    /// of a thread.
    ///
    /// - Returns: `nil` at the end.
    /// - Throws: ``EngineError``.
    func nextBatch() async throws -> RowBatch?

    /// What the engine has logged since the last call; lines without terminator.
    func newLogLines() async -> [String]

    /// How far the statement is, 0 to 1, as far as is known without asking anybody; `nil` where the engine does not tell.
    var progress: Double? { get }

    /// Stops the work: at once where it still waits for its turn, else as soon as the engine heeds it. Does not wait, and has
    /// no effect on what has ended.
    func cancel()

    /// Stops the statement where it still runs and frees what it holds. Calls after the first do nothing.
    func close() async
}
