public import Handles

/// The facts of an operation at one moment (contract, sections 9.2 and 9.3). Times are milliseconds since 1970 UTC.
public struct OperationEvent: Sendable, Hashable {
    /// The operation's handle.
    public var id: Handle
    /// The engine's name for the operation; `nil` before it was submitted.
    public var remoteID: String?
    /// The SQL text, or the name of other work.
    public var statement: String
    /// Whether the client asked to run it asynchronously.
    public var shouldRunAsync: Bool
    /// Where it is.
    public var state: OperationState
    /// The last change or fetch.
    public var eventTime: Int64
    /// When it was created.
    public var createTime: Int64
    /// When it entered RUNNING; 0 before.
    public var startTime: Int64
    /// When its work was over; 0 before.
    public var completeTime: Int64
    /// Why it failed, in state ERROR.
    public var exception: SessionError?
    /// The session's handle.
    public var sessionID: Handle
    /// The session's user.
    public var sessionUser: String
    /// `INTERACTIVE`.
    public var sessionType: SessionType
    /// `host:port` of the server.
    public var instance: String
    /// The rows fetched so far (`fetchResultsCount`).
    public var fetchedRows: Int
    /// How far it is; `nil` unless the client asked for it (`kyuubi.operation.progress.enabled`) and the engine tells.
    public var progress: OperationProgress?
}
