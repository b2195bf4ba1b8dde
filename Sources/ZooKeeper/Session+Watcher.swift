internal import CZooKeeper

/// The one watcher of the handle: session events, and those of all znodes read with a watch.
extension Session {
    /// The library reports something, on its completion thread.
    func watcherCalled(_ handle: OpaquePointer?, type: Int32, state: Int32, path: UnsafePointer<CChar>?) {
        guard type != ZOO_SESSION_EVENT else {
            self.sessionChanged(handle, state)
            return
        }
        guard let path = path.map({ String(cString: $0) }) else { return }
        switch type {
        case ZOO_CREATED_EVENT: self.eventSink.yield(.nodeCreated(path))
        case ZOO_DELETED_EVENT: self.eventSink.yield(.nodeDeleted(path))
        case ZOO_CHANGED_EVENT: self.eventSink.yield(.dataChanged(path))
        case ZOO_CHILD_EVENT: self.eventSink.yield(.childrenChanged(path))
        default: break
        }
    }

    private func sessionChanged(_ handle: OpaquePointer?, _ state: Int32) {
        switch state {
        case ZOO_CONNECTED_STATE:
            guard let handle, let client = zoo_client_id(handle) else { return }
            let (sessionID, timeout) = (client.pointee.client_id, Duration.milliseconds(zoo_recv_timeout(handle)))
            self.record { $0.connectionMade(sessionID: sessionID, timeout: timeout) }
        case ZOO_EXPIRED_SESSION_STATE:
            self.record { $0.sessionExpired() }
        case ZOO_AUTH_FAILED_STATE:
            self.record { $0.authenticationRefused() }
        default:
            self.record { $0.connectionLost() }
        }
    }
}
