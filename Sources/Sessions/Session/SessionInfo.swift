public import Handles

/// What kind of session it is (contract, section 11.2).
public enum SessionType: String, Sendable, Hashable {
    case interactive = "INTERACTIVE"
    case batch = "BATCH"
}

/// The facts of a session for lists (contract, section 3.2). Times are milliseconds since 1970 UTC.
public struct SessionInfo: Sendable, Hashable {
    /// The session's handle.
    public var id: Handle
    /// The engine's name for the session; empty until known.
    public var remoteID: String
    /// The session's user, after proxying.
    public var user: String
    /// The client's address.
    public var clientAddress: String
    /// The client's configuration and what the server adds, **not redacted**.
    public var configs: [String: String]
    /// When it was opened.
    public var createTime: Int64
    /// Milliseconds from creation to last access.
    public var duration: Int64
    /// Milliseconds without an operation; 0 while there is one.
    public var idleTime: Int64
    /// Why its launch, or its last synchronous call that failed, did.
    public var exception: SessionError?
    /// `INTERACTIVE`.
    public var sessionType: SessionType
    /// `host:port` of the server.
    public var instance: String
    /// Which engine it has; empty until known.
    public var engineID: String
    /// The engine's product and version; empty until known.
    public var engineName: String
    /// `kyuubi.session.name`; empty without one.
    public var sessionName: String
    /// How many operations were ever started.
    public var totalOperations: Int
}

/// The facts of one session (contract, section 9.1). Times are milliseconds since 1970 UTC.
public struct SessionEvent: Sendable, Hashable {
    /// What lists show too.
    public var info: SessionInfo
    /// The protocol number, 0 for V1.
    public var protocolVersion: Int
    /// When the session's event began: its creation.
    public var eventTime: Int64
    /// When its engine was ready; -1 before.
    public var openedTime: Int64
    /// When the session was created.
    public var startTime: Int64
    /// When it was closed; -1 while it is open.
    public var endTime: Int64
}
