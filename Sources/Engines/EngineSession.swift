/// One session inside an engine: transactions, temporary tables and settings hold over its statements.
public protocol EngineSession: Sendable {
    /// The engine's name for the session (`remoteId`); never empty.
    var id: String { get }

    /// What another process needs to pick the session up, `nil` where the engine cannot be resumed.
    var token: EngineToken? { get }

    /// Gives work its place in the session's order and returns, without waiting for what runs before it.
    ///
    /// The work of one session runs in the order in which it was accepted, one after the other.
    ///
    /// - Throws: ``EngineError``, and then nothing was accepted: `poolFull`, `tooManyUnfinished` where the session has more
    ///   than 100 unfinished, `invalidStatement` for a text with U+0000 in it, `unsupported` for a question that the engine
    ///   has no answer to and for a plan that it cannot show, `sessionClosed`.
    func submit(_ work: EngineWork) async throws -> any EngineOperation

    /// Ends the session; its operations are cancelled. Calls after the first do nothing.
    func close() async
}

/// What a session can be asked to do.
public enum EngineWork: Sendable {
    /// Run a statement.
    case statement(EngineStatement)
    /// Tell what the catalog holds. Has its place in the session's order like a statement, and sees what those before it did.
    case metadata(MetadataQuestion)
}

/// A statement as the client sent it.
public struct EngineStatement: Sendable {
    /// The SQL text; may hold several statements, of which the last one's result counts.
    public var sql: String
    /// Settings for this statement alone.
    public var settings: [String: String]
    /// The plan that is wanted in place of the result: one column, `plan`, and one row; nothing runs.
    public var plan: PlanMode?

    /// Creates a statement.
    public init(sql: String, settings: [String: String] = [:], plan: PlanMode? = nil) {
        self.sql = sql
        self.settings = settings
        self.plan = plan
    }
}

/// What a session or operation of a remote engine can be picked up by from another process.
///
/// The bytes are a secret: whoever has them owns the session. They are never logged.
public struct EngineToken: Sendable, Hashable, CustomStringConvertible {
    /// The engine's own encoding.
    public var bytes: [UInt8]

    /// Creates a token.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Says nothing of the bytes.
    public var description: String {
        "EngineToken(\(self.bytes.count) bytes)"
    }
}
