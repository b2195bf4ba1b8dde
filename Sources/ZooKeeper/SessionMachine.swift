/// The life of one session and of the C handle behind it: who may touch the handle, and when it can be closed.
///
/// Events come in as past facts; what to tell the owner comes out. Nothing here calls the library.
struct SessionMachine: Sendable {
    typealias Event = ZooKeeperClient.Event
    typealias State = ZooKeeperClient.State

    private enum Authentication: Sendable {
        case settled
        /// The credentials' answer is due; a connection is not reported before.
        case awaited(hasConnection: Bool)
    }

    /// What the session is in.
    private(set) var state: State = .connecting
    /// The session's number, 0 before the first connection.
    private(set) var sessionID: Int64 = 0
    /// What the server granted, zero before the first connection.
    private(set) var negotiatedTimeout: Duration = .zero

    private var authentication: Authentication
    /// Calls between ``callBegan()`` and ``callReturned()``: the handle must live until they are out of the library.
    private var callsInside = 0
    private var isHandleGivenUp = false

    init(hasCredentials: Bool) {
        self.authentication = hasCredentials ? .awaited(hasConnection: false) : .settled
    }

    // MARK: The connection

    /// A server accepted the session.
    mutating func connectionMade(sessionID: Int64, timeout: Duration) -> Event? {
        guard self.isAlive else { return nil }
        self.sessionID = sessionID
        self.negotiatedTimeout = timeout
        switch self.authentication {
        case .settled:
            self.state = .connected
            return .connected
        case .awaited:
            self.authentication = .awaited(hasConnection: true)
            return nil
        }
    }

    /// The connection broke.
    mutating func connectionLost() -> Event? {
        if case .awaited = self.authentication {
            self.authentication = .awaited(hasConnection: false)
        }
        guard self.state == .connected else { return nil }
        self.state = .suspended
        return .suspended
    }

    /// The answer to the credentials came, or was lost with the connection. A refusal comes as ``authenticationRefused()``.
    ///
    /// It is given once only. After a loss the library presents the credentials again, first thing on the next connection,
    /// so that whatever is called then comes after them.
    mutating func authenticationAnswered() -> Event? {
        guard case .awaited(let hasConnection) = self.authentication else { return nil }
        self.authentication = .settled
        guard hasConnection, self.isAlive else { return nil }
        self.state = .connected
        return .connected
    }

    /// The server refused the credentials.
    mutating func authenticationRefused() -> Event? {
        guard self.isAlive else { return nil }
        self.state = .authFailed
        return .authFailed
    }

    /// The server said that the session is over.
    mutating func sessionExpired() -> Event? {
        guard self.isAlive else { return nil }
        self.state = .expired
        return .expired
    }

    // MARK: The handle

    /// A call wants to enter the library. Admitted if nil is answered: ``callReturned()`` must follow.
    mutating func callBegan() -> ZooKeeperError.Code? {
        switch self.state {
        case .connecting, .connected, .suspended:
            self.callsInside += 1
            return nil
        case .expired: return .sessionExpired
        case .authFailed: return .authFailed
        case .closing, .closed: return .closing
        }
    }

    /// A call has left the library, its answer pending or not. Answers whether to close the handle now.
    mutating func callReturned() -> Bool {
        self.callsInside -= 1
        return self.giveUpHandle()
    }

    /// The owner wants to close. Answers whether to close the handle now; else a call still in the library brings it about.
    mutating func closeRequested() -> Bool {
        guard self.state != .closed else { return false }
        self.state = .closing
        return self.giveUpHandle()
    }

    /// The handle is closed.
    mutating func handleClosed() -> Event? {
        self.state = .closed
        return .closed
    }

    /// Whether the session may still become or stay connected.
    private var isAlive: Bool {
        switch self.state {
        case .connecting, .connected, .suspended: true
        case .expired, .authFailed, .closing, .closed: false
        }
    }

    /// True once, when closing and nobody is inside.
    private mutating func giveUpHandle() -> Bool {
        guard self.state == .closing, self.callsInside == 0, !self.isHandleGivenUp else { return false }
        self.isHandleGivenUp = true
        return true
    }
}
