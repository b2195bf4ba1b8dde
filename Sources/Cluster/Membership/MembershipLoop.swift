import Handles
import ZooKeeper

/// The one task that feeds the membership machine and carries out what it says, in order. It waits for its inputs and for nothing
/// else: calls to ZooKeeper and to peers run in the background, and their answers are inputs.
struct MembershipLoop {
    let membership: Membership
    let background: AsyncStream<Membership.Background>.Continuation

    var machine: MembershipStateMachine
    var calls: RegistryCalls
    var desk: QuestionDesk
    var record: NodeRecord
    private var session = RegistrySession()
    private let start = BootTime.now

    init(membership: Membership, background: AsyncStream<Membership.Background>.Continuation) {
        self.membership = membership
        self.background = background
        self.machine = MembershipStateMachine(timing: membership.configuration.timing)
        self.calls = RegistryCalls(
            paths: ClusterPaths(namespace: membership.configuration.namespace),
            background: background
        )
        self.desk = QuestionDesk(membership)
        self.record = membership.configuration.record
    }

    /// On the clock that leases are measured on, since the loop began.
    var now: Duration {
        BootTime.now - self.start
    }

    mutating func run() async throws {
        if self.membership.configuration.zooKeeper == nil {
            self.calls.use(LoneRegistry(guid: self.membership.configuration.standaloneGUID))
            // Nobody can bury it.
            self.machine.timing.sessionTimeout = .seconds(Int32.max)
            self.take(self.session.openedAlone())
        } else {
            self.background.yield(.connect(after: .zero))
        }
        for await input in self.membership.inputs {
            try Task.checkCancellation()
            try self.handle(input)
            self.publishLease()
            if self.machine.hasEnded(now: self.now) { return }
        }
        try Task.checkCancellation()
    }

    mutating func close() async {
        self.desk.close()
        await self.session.client?.close()
    }

    private mutating func handle(_ input: Membership.Input) throws {
        switch input {
        case .opened(let client):
            self.use(client)
        case .connectFailed(let error):
            try self.reconnect(after: error)
        case .zooKeeper(let event, let client):
            guard client === self.session.client else { return }
            let step = try self.session.happened(event)
            if step == .renew { self.background.yield(.close(client)) }
            self.take(step)
        case .tick:
            self.membership.state.withLock { $0.isTickPending = false }
            self.take(self.session.ticked())
            self.perform(self.machine.ticked(now: self.now))
        case .probed(let incarnation, let answer):
            self.perform(self.machine.probed(incarnation, answer, now: self.now))
        case .leaseAnswered(let peer, let answer):
            self.perform(self.machine.leaseAnswered(peer, answer))
        case .leaseAsked:
            for peer in self.desk.takeLeaseQuestions() {
                self.perform(self.machine.leaseAsked(by: peer, now: self.now))
            }
        case .look:
            if self.desk.isLookWanted { self.perform(self.machine.lookAsked()) }
        case .report:
            self.perform(self.machine.reportChanged())
        case .answered(let answer, let session):
            try self.answered(answer.get(), in: session)
        case .stop:
            self.perform(self.machine.stopRequested())
        }
    }

    // MARK: The session with ZooKeeper

    private mutating func use(_ client: ZooKeeperClient) {
        self.session.opened(client)
        self.machine.timing.sessionTimeout = min(
            self.membership.configuration.sessionTimeout,
            client.negotiatedTimeout
        )
        let paths = ClusterPaths(namespace: self.membership.configuration.namespace)
        self.calls.use(ZooKeeperRegistry(paths: paths, client: client))
        self.background.yield(.pump(client))
    }

    private mutating func take(_ step: RegistrySession.Step) {
        switch step {
        case .prepare:
            self.calls.prepare(secret: self.membership.configuration.secret, known: self.membership.identity)
        case .contactRegained:
            self.setContact(true)
            self.calls.contactRegained()
            self.perform(self.machine.contactRegained())
        case .contactLost:
            self.contactLost()
        case .renew:
            self.contactLost()
            self.background.yield(.connect(after: .zero))
        case .changed(let path):
            guard self.membership.configuration.passesWatches() else { return }
            self.calls.changed(at: path)
            self.perform(self.machine.changed())
        case .nothing:
            break
        }
    }

    mutating func prepared(_ identity: ClusterIdentity?) {
        guard self.session.prepared(identity != nil), let identity else { return }
        self.membership.state.withLock { $0.identity = identity }
        self.setContact(true)
        self.perform(self.machine.sessionOpened())
    }

    private mutating func contactLost() {
        self.machine.contactLost()
        self.setContact(false)
    }

    private func setContact(_ isInContact: Bool) {
        self.membership.state.withLock { $0.isInContact = isInContact }
    }

    private func reconnect(after error: any Error) throws {
        if let error = error as? ZooKeeperError, error.code == .authFailed || error.code == .badArguments {
            throw error
        }
        self.membership.configuration.log?("ZooKeeper does not give a session (\(error)); trying again")
        self.background.yield(.connect(after: .seconds(1)))
    }

    // MARK: What the node knows of itself

    private func publishLease() {
        self.membership.lease.publish(servesUntil: self.machine.servesUntil.map { self.start + $0 })
        let contactAt = self.machine.contactAt.map { self.start + $0 }
        let isRegistered = if case .registered = self.machine.phase { true } else { false }
        self.membership.state.withLock { state in
            state.contactAt = contactAt
            state.isRegistered = isRegistered
        }
    }
}
