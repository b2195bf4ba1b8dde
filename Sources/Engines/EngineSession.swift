/// One session inside an engine: transactions, temporary tables and settings hold over its statements.
public protocol EngineSession: Sendable {
    /// The engine's name for the session (`remoteId`); may be empty.
    var id: String { get }

    /// What another process needs to pick the session up, `nil` where the engine cannot be resumed.
    var token: EngineToken? { get }

    /// Hands a statement to the engine and returns once it was accepted, without waiting for its end.
    ///
    /// Statements of one session may run at the same time.
    ///
    /// - Throws: ``EngineError``.
    func submit(_ statement: EngineStatement) async throws -> any EngineOperation

    /// Ends the session; its operations are cancelled. Calls after the first do nothing.
    func close() async
}

/// A statement as the client sent it.
public struct EngineStatement: Sendable {
    /// The SQL text; may hold several statements, of which the last one's result counts.
    public var sql: String
    /// Settings for this statement alone.
    public var settings: [String: String]

    /// Creates a statement.
    public init(sql: String, settings: [String: String] = [:]) {
        self.sql = sql
        self.settings = settings
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
