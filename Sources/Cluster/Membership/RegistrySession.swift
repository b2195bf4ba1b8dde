import ZooKeeper

/// The session with ZooKeeper: opened, prepared, lost, opened again. Decides what an event of the client means; a value.
struct RegistrySession {
    /// What an event comes to.
    enum Step: Sendable, Hashable {
        /// Make sure that the cluster's znodes are there, and which cluster it is: the session has not been used yet.
        case prepare
        /// The connection is back in the same session.
        case contactRegained
        case contactLost
        /// Lose contact, close the client, and open a new session.
        case renew
        case changed(String)
        case nothing
    }

    private(set) var client: ZooKeeperClient?
    /// Whether the machine was told of this session.
    private(set) var isOpened = false
    private var isConnected = false
    private var isPreparing = false

    /// A client has a session. Its events follow, `connected` first.
    mutating func opened(_ client: ZooKeeperClient) {
        self = RegistrySession(client: client)
    }

    /// A node that stands alone always has contact.
    mutating func openedAlone() -> Step {
        self.isConnected = true
        return self.connected()
    }

    /// - Throws: `authFailed`.
    mutating func happened(_ event: ZooKeeperClient.Event) throws(ZooKeeperError) -> Step {
        switch event {
        case .connected:
            self.isConnected = true
            return self.connected()
        case .suspended:
            self.isConnected = false
            return .contactLost
        case .expired:
            self = RegistrySession()
            return .renew
        case .authFailed:
            throw ZooKeeperError(.authFailed)
        case .nodeCreated(let path), .nodeDeleted(let path), .dataChanged(let path), .childrenChanged(let path):
            return .changed(path)
        case .closed:
            return .nothing
        }
    }

    /// The cluster's znodes are there, or no answer came.
    ///
    /// - Returns: Whether the machine is to be told of the session now.
    mutating func prepared(_ isDone: Bool) -> Bool {
        self.isPreparing = false
        guard isDone, !self.isOpened else { return false }
        self.isOpened = true
        return true
    }

    /// A second has passed.
    mutating func ticked() -> Step {
        self.isConnected && !self.isOpened ? self.connected() : .nothing
    }

    private mutating func connected() -> Step {
        if self.isOpened { return .contactRegained }
        guard !self.isPreparing else { return .nothing }
        self.isPreparing = true
        return .prepare
    }
}
