import Dispatch

/// One ZooKeeper session.
///
/// A client stands for one session and does not outlive it: after `expired` every call throws `sessionExpired`, and its owner
/// closes it and connects a new one. A broken connection is not the end: the client looks for another server by itself, and
/// meanwhile calls throw `connectionLoss` or `operationTimeout`.
///
/// Calls may be made from anywhere at any time, also while the client is being closed. They are answered in the order they
/// were made. A call does not heed its task's cancellation: its answer, or its failure, comes after two thirds of the session
/// timeout at the latest.
///
/// A client that is dropped without ``close()`` closes itself in the background.
public final class ZooKeeperClient: Sendable {
    let session: Session

    private init(_ session: Session) {
        self.session = session
    }

    deinit {
        self.session.close()
    }

    /// Opens a session.
    ///
    /// - Returns: A client with a connection, its credentials accepted. The first of its ``events`` is `connected`.
    /// - Throws: ``ZooKeeperError`` with `unknownHost`, `badArguments`, `authFailed`, or `connectionLoss` where no server
    ///   gave a session within ``Configuration/connectTimeout``; `CancellationError` where the task is cancelled.
    public static func connect(_ configuration: Configuration) async throws -> ZooKeeperClient {
        let session = Session(configuration)
        try await session.open()
        let client = ZooKeeperClient(session)
        let opened = session.opened
        session.queue.asyncAfter(deadline: .now() + .milliseconds(Int(configuration.connectTimeout.milliseconds))) {
            opened.fulfil(.failure(ZooKeeperError(.connectionLoss, isOutcomeUnknown: false)))
        }
        let outcome = await withTaskCancellationHandler {
            await opened.value
        } onCancel: {
            opened.fulfil(.failure(CancellationError()))
        }
        do {
            try outcome.get()
            return client
        } catch {
            await client.close()
            throw error
        }
    }

    /// What happens to the session and to watched znodes, in order, up to `closed`. For one consumer.
    ///
    /// A watch fires once: read again with a watch to hear of the next change.
    public var events: AsyncStream<Event> {
        self.session.events
    }

    /// What the session is in.
    public var state: State {
        self.session.guarded.withLock { $0.machine.state }
    }

    /// The session's number: the ``ZNode/Stat/ephemeralOwner`` of the ephemeral znodes it creates.
    public var sessionID: Int64 {
        self.session.guarded.withLock { $0.machine.sessionID }
    }

    /// After how long without contact the servers end the session, as they granted it.
    public var negotiatedTimeout: Duration {
        self.session.guarded.withLock { $0.machine.negotiatedTimeout }
    }

    /// Ends the session: its ephemeral znodes go at once, pending calls throw `closing`.
    ///
    /// Returns when all is done, a few milliseconds later; up to 4.5 s where the server does not answer. May be called again.
    public func close() async {
        self.session.close()
        await self.session.closed.value
    }
}
