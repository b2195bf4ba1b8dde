internal import CZooKeeper
import Dispatch

/// Opening and closing the handle.
extension Session {
    /// Makes the handle, which looks up the hosts and then connects by itself.
    ///
    /// - Throws: `unknownHost` where no host is known, `badArguments` for a malformed configuration.
    func open() async throws(ZooKeeperError) {
        guard self.isConfigurationValid else { throw ZooKeeperError(.badArguments) }
        LogHub.add(self, self.configuration.log)
        let isOpen = await withCheckedContinuation { continuation in
            self.queue.async { continuation.resume(returning: self.makeHandle()) }
        }
        guard isOpen else {
            LogHub.remove(self)
            throw ZooKeeperError(.unknownHost)
        }
        self.authenticate()
    }

    /// Asks for the handle to be closed, now or when the last call is out of the library.
    func close() {
        if self.guarded.withLock({ $0.machine.closeRequested() }) {
            self.closeHandle()
        }
    }

    /// Closes the handle, which nobody else touches any more.
    func closeHandle() {
        self.queue.async {
            let handle = self.guarded.withLock { guarded in
                defer { guarded.handle = nil }
                return guarded.handle
            }
            if let handle {
                _ = zookeeper_close(handle.pointer)
                handle.watcher.release()
            }
            LogHub.remove(self)
            self.handleClosed()
        }
    }

    /// The library's threads are gone: what has no answer now gets none. There can be such calls, where its completion thread
    /// had ended before closing put them into its queue.
    private func handleClosed() {
        let abandoned = self.guarded.withLock { guarded in
            defer { guarded.pending = [:] }
            return Array(guarded.pending.values)
        }
        for call in abandoned {
            call.abandoned()
        }
        self.record { $0.handleClosed() }
        self.eventSink.finish()
        self.closed.fulfil(())
    }

    /// Feeds the machine and tells the owner what comes of it.
    ///
    /// The stream is fed under the lock, for the credentials' answer comes on another of the library's threads than the rest:
    /// the order of the events is that of the states. Feeding never runs anybody's code.
    func record(_ change: (inout SessionMachine) -> Event?) {
        let event = self.guarded.withLock { guarded in
            let event = change(&guarded.machine)
            if let event { self.eventSink.yield(event) }
            return event
        }
        switch event {
        case .connected: self.opened.fulfil(.success(()))
        case .authFailed: self.opened.fulfil(.failure(ZooKeeperError(.authFailed)))
        case .expired: self.opened.fulfil(.failure(ZooKeeperError(.sessionExpired)))
        case .closed: self.opened.fulfil(.failure(ZooKeeperError(.closing)))
        default: break
        }
    }

    private var isConfigurationValid: Bool {
        let (connectString, credentials) = (self.configuration.connectString, self.configuration.credentials)
        return !connectString.isEmpty && !connectString.utf8.contains(0) && credentials?.utf8.contains(0) != true
    }

    /// Blocks while hosts are looked up. Answers whether there is a handle now.
    private func makeHandle() -> Bool {
        let watcher = Unmanaged.passRetained(WatcherBox(self))
        let pointer = zookeeper_init2(
            self.configuration.connectString,
            { handle, type, state, path, context in
                guard let context else { return }
                let box = Unmanaged<WatcherBox>.fromOpaque(context).takeUnretainedValue()
                box.session.watcherCalled(handle, type: type, state: state, path: path)
            },
            self.configuration.sessionTimeout.milliseconds,
            nil,
            watcher.toOpaque(),
            ZOO_NO_LOG_CLIENTENV,
            { line in
                if let line { LogHub.lineLogged(String(cString: line)) }
            }
        )
        guard let pointer else {
            watcher.release()
            return false
        }
        let handle = Handle(pointer: pointer, watcher: watcher)
        self.guarded.withLock { $0.handle = handle }
        return true
    }

    /// Presents the credentials, ahead of every other call.
    private func authenticate() {
        guard let credentials = self.configuration.credentials else { return }
        let call = PendingCall<Void>(self, path: nil) { answer in
            if case .failure(let error) = answer, error.code == .authFailed {
                self.record { $0.authenticationRefused() }
            } else {
                self.record { $0.authenticationAnswered() }
            }
        }
        self.start(call) { handle, context in
            zoo_add_auth(
                handle,
                self.configuration.credentialsScheme,
                credentials,
                Int32(clamping: credentials.utf8.count),
                { rawCode, context in PendingCall<Void>.answered(context, rawCode) { _ in () } },
                context
            )
        }
    }
}

extension Duration {
    /// Whole milliseconds, as the C client takes them.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = self.components
        return Int32(clamping: min(max(seconds, 0), 2_000_000) * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
