public import Handles
public import Sessions

/// This node as one incarnation. A node that becomes a new incarnation in the same process is another value, with sessions of
/// its own.
public struct LocalNode: Sendable {
    /// Which incarnation.
    public var incarnation: Incarnation
    /// Tells genuine handles from others.
    public var key: HandleKey
    /// Its sessions.
    public var sessions: SessionManager

    /// Creates a node.
    public init(incarnation: Incarnation, key: HandleKey, sessions: SessionManager) {
        self.incarnation = incarnation
        self.key = key
        self.sessions = sessions
    }
}
