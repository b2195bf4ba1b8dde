extension ZooKeeperClient {
    /// What happened to the session or to a watched znode.
    public enum Event: Sendable, Hashable {
        /// The session has a connection, the first or a new one. Watches have survived; what changed meanwhile is told.
        case connected
        /// The connection broke; the client looks for another. The session may expire meanwhile, which nobody can tell
        /// before a server answers again.
        case suspended
        /// The session is over, its ephemeral znodes and watches are gone. Close the client and make a new one.
        case expired
        /// The server refused the credentials. Close the client.
        case authFailed
        /// The client is closed: the last event.
        case closed
        /// A znode watched by `exists` was created.
        case nodeCreated(String)
        /// A watched znode was deleted.
        case nodeDeleted(String)
        /// The data of a znode watched by `get` or `exists` was set.
        case dataChanged(String)
        /// A znode watched by `children` got or lost a child.
        case childrenChanged(String)
    }

    /// What the session is in.
    public enum State: Sendable, Hashable {
        /// Before the first connection.
        case connecting
        /// Calls are answered.
        case connected
        /// Without a connection, looking for one.
        case suspended
        /// Over: calls throw `sessionExpired`.
        case expired
        /// Over: calls throw `authFailed`.
        case authFailed
        /// Being closed: calls throw `closing`.
        case closing
        /// Closed: calls throw `closing`.
        case closed
    }
}
