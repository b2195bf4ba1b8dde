import Handles
import ZooKeeper

/// The one task that feeds the membership machine and carries out what it says, in order.
struct MembershipLoop {
    let membership: Membership
    let background: AsyncStream<Membership.Background>.Continuation

    private var machine: MembershipStateMachine
    private var registry: (any Registry)?
    private var client: ZooKeeperClient?
    /// Whether the machine was told of the present ZooKeeper session.
    private var isSessionOpened = false
    private var record: NodeRecord
    private let start = BootTime.now

    init(membership: Membership, background: AsyncStream<Membership.Background>.Continuation) {
        self.membership = membership
        self.background = background
        self.machine = MembershipStateMachine(timing: membership.configuration.timing)
        self.record = membership.configuration.record
    }

    private var now: Duration {
        BootTime.now - self.start
    }

    mutating func run() async throws {
        if self.membership.configuration.zooKeeper == nil {
            self.registry = LoneRegistry(guid: self.membership.configuration.standaloneGUID)
            // Nobody can bury it.
            self.machine.timing.sessionTimeout = .seconds(Int32.max)
            try await self.contactGained()
        } else {
            self.background.yield(.connect(after: .zero))
        }
        for await input in self.membership.inputs {
            try Task.checkCancellation()
            try await self.handle(input)
            self.publishLease()
            if self.machine.phase == .left { return }
        }
        try Task.checkCancellation()
    }

    func close() async {
        await self.client?.close()
    }

    private mutating func handle(_ input: Membership.Input) async throws {
        switch input {
        case .opened(let client):
            self.use(client)
        case .connectFailed(let error):
            try self.reconnect(after: error)
        case .zooKeeper(let event, let client):
            guard client === self.client else { return }
            try await self.handle(event)
        case .tick:
            self.noticeLostContact()
            try await self.perform(self.machine.ticked(now: self.now))
        case .probed(let incarnation, let answer):
            try await self.perform(self.machine.probed(incarnation, answer, now: self.now))
        case .leaseAnswered(let peer, let answer):
            try await self.perform(self.machine.leaseAnswered(peer, answer))
        case .leaseAsked:
            try await self.answerLeaseQuestions()
        case .look:
            try await self.look()
        case .report:
            if case .registered(let own) = self.machine.phase, let highest = self.machine.writtenHighest {
                try await self.perform([.writeAlive(own, highestListed: highest)])
            }
        case .stop:
            self.noticeLostContact()
            try await self.perform(self.machine.stopRequested())
        }
    }

    private mutating func handle(_ event: ZooKeeperClient.Event) async throws {
        switch event {
        case .connected:
            try await self.contactGained()
        case .suspended:
            self.contactLost()
        case .expired:
            self.contactLost()
            self.dropClient()
            self.background.yield(.connect(after: .zero))
        case .authFailed:
            throw ZooKeeperError(.authFailed)
        case .nodeCreated, .nodeDeleted, .dataChanged, .childrenChanged:
            guard self.membership.configuration.passesWatches(), case .registered = self.machine.phase else { return }
            try await self.perform([.list])
        case .closed:
            break
        }
    }

    // MARK: The session with ZooKeeper

    private mutating func use(_ client: ZooKeeperClient) {
        self.client = client
        self.isSessionOpened = false
        self.machine.timing.sessionTimeout = min(
            self.membership.configuration.sessionTimeout,
            client.negotiatedTimeout
        )
        if var registry = self.registry as? ZooKeeperRegistry {
            registry.client = client
            self.registry = registry
        } else {
            let paths = ClusterPaths(namespace: self.membership.configuration.namespace)
            self.registry = ZooKeeperRegistry(paths: paths, client: client, log: self.membership.configuration.log)
        }
        self.background.yield(.pump(client))
    }

    private mutating func contactGained() async throws {
        if self.isSessionOpened {
            self.setContact(true)
            try await self.perform(self.machine.contactRegained())
            return
        }
        let known = self.membership.identity
        let secret = self.membership.configuration.secret
        guard let found = try await self.inContact({ try await $0.prepare(secret: secret, known: known) }) else {
            return
        }
        self.membership.state.withLock { $0.identity = found }
        self.isSessionOpened = true
        self.setContact(true)
        try await self.perform(self.machine.sessionOpened())
    }

    private mutating func contactLost() {
        self.machine.contactLost()
        self.setContact(false)
    }

    /// The client knows of a lost connection at once, while its event waits its turn behind what came before. Seen here, no more is
    /// asked of a server that is silent: each call would hold up leases, probes and a stop for as long as its answer may take.
    private mutating func noticeLostContact() {
        if self.machine.isInContact, self.client?.state == .suspended { self.contactLost() }
    }

    private func setContact(_ isInContact: Bool) {
        self.membership.state.withLock { $0.isInContact = isInContact }
    }

    private mutating func dropClient() {
        if let client { self.background.yield(.close(client)) }
        self.client = nil
        self.isSessionOpened = false
    }

    private func reconnect(after error: any Error) throws {
        if let error = error as? ZooKeeperError, error.code == .authFailed || error.code == .badArguments {
            throw error
        }
        self.membership.configuration.log?("ZooKeeper does not give a session (\(error)); trying again")
        self.background.yield(.connect(after: .seconds(1)))
    }

    // MARK: Actions

    private mutating func perform(_ actions: [MembershipStateMachine.Action]) async throws {
        var actions = actions[...]
        while let action = actions.popFirst() {
            actions += try await self.perform(action)
        }
    }

    private mutating func perform(
        _ action: MembershipStateMachine.Action
    ) async throws -> [MembershipStateMachine.Action] {
        switch action {
        case .createNode:
            let record = self.record
            return try await self.inContact { try await $0.createNode(record) }.map { self.machine.nodeCreated($0) }
                ?? []
        case .createAlive(let own):
            let alive = self.aliveRecord(highestListed: nil, own: own)
            return self.aliveAnswered(try await self.inContact { try await $0.createAlive(own, alive) }, alive)
        case .replaceAlive(let own):
            let alive = self.aliveRecord(highestListed: nil, own: own)
            return self.aliveAnswered(try await self.inContact { try await $0.replaceAlive(own, alive) }, alive)
        case .writeAlive(let own, let highest):
            let alive = self.aliveRecord(highestListed: highest, own: own)
            _ = try await self.inContact { try await $0.writeAlive(own, alive) }
        case .list:
            let listings = try await self.inContact { try await $0.list() }
            return listings.map { self.machine.listed($0, now: self.now) } ?? []
        case .publish(let snapshot):
            self.publish(snapshot)
        case .probe(let member):
            self.background.yield(.probe(member))
        case .bury(let incarnation):
            guard try await self.inContact({ try await $0.bury(incarnation) }) != nil else {
                self.machine.burialUnconfirmed(incarnation)
                return []
            }
            return [.list]
        case .hold(let incarnation):
            return self.machine.held(incarnation, try await self.hold(incarnation))
        case .release(let incarnation):
            guard let own = self.machine.own else { return [] }
            _ = try await self.inContact { try await $0.release(incarnation, by: own) }
        case .readContact(let own):
            let sentAt = self.now
            guard let isThere = try await self.inContact({ try await $0.isThere(own) }) else { return [] }
            guard isThere else { return self.machine.ownNodeGone() }
            self.machine.contactAnswered(sentAt: sentAt)
        case .askForLease(let member):
            self.background.yield(.askForLease(member))
        case .endSessions(let own):
            self.membership.eventSource.yield(.buried(own))
            // The start that follows is another one, told apart by another GUID.
            self.record = self.membership.configuration.record
        case .leave(let own):
            _ = try await self.inContact { try await $0.leave(own) }
        }
        return []
    }

    private mutating func aliveAnswered(
        _ outcome: AliveOutcome?,
        _ alive: AliveRecord
    ) -> [MembershipStateMachine.Action] {
        switch outcome {
        case .created:
            self.machine.aliveCreated(
                highestListed: alive.highestListed.map(Incarnation.init(rawValue:)),
                now: self.now
            )
        case .foundOfOtherSession: self.machine.aliveFoundOfOtherSession()
        case .nodeGone: self.machine.ownNodeGone()
        case nil: []
        }
    }

    private func aliveRecord(highestListed: Incarnation?, own: Incarnation) -> AliveRecord {
        let report = self.membership.state.withLock { $0.report }
        let highest = highestListed ?? self.machine.snapshot.highestListed
        return AliveRecord(activity: report.activity, highestListed: highest?.rawValue, sessions: report.sessions)
    }

    private func publish(_ snapshot: MembershipSnapshot) {
        let old = self.membership.state.withLock { state in
            defer { state.snapshot = snapshot }
            return state.snapshot
        }
        if old != snapshot { self.membership.tellObservers(snapshot) }
        if old.own != snapshot.own, let own = snapshot.own {
            self.membership.eventSource.yield(.registered(own))
        }
    }

    private func publishLease() {
        self.membership.lease.publish(servesUntil: self.machine.servesUntil.map { self.start + $0 })
        let contactAt = self.machine.contactAt.map { self.start + $0 }
        let isRegistered = if case .registered = self.machine.phase { true } else { false }
        self.membership.state.withLock { state in
            state.contactAt = contactAt
            state.isRegistered = isRegistered
        }
    }

    private mutating func hold(_ incarnation: Incarnation) async throws -> MembershipStateMachine.HoldOutcome {
        guard let own = self.machine.own else { return .notHeld }
        return try await self.inContact { try await $0.hold(incarnation, by: own) } == true ? .held : .notHeld
    }

    private mutating func answerLeaseQuestions() async throws {
        let questions = self.membership.state.withLock { state in
            defer { state.leaseQuestions = [] }
            return state.leaseQuestions
        }
        for question in questions {
            switch self.machine.leaseAsked(by: question.peer, now: self.now) {
            case .answer(let answer):
                question.answer.resume(returning: answer)
            case .hold:
                let outcome = try await self.hold(question.peer)
                question.answer.resume(
                    returning: self.machine.heldForLease(question.peer, outcome, now: self.now)
                )
            }
        }
    }

    /// A fresh look for all who asked before now: a write, then a read.
    private mutating func look() async throws {
        let waiting = self.membership.state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        guard !waiting.isEmpty else { return }
        var hasLooked = false
        if self.machine.isInContact, case .registered(let own) = self.machine.phase {
            let highest = self.machine.snapshot.highestListed ?? own
            let alive = self.aliveRecord(highestListed: highest, own: own)
            let listings = try await self.inContact { registry in
                try await registry.writeAlive(own, alive)
                return try await registry.list()
            }
            if let listings {
                try await self.perform(self.machine.listed(listings, now: self.now))
                // Where the listing shows that this node is gone itself, it has not told about the others.
                hasLooked = self.machine.phase == .registered(own)
            }
        }
        for continuation in waiting {
            continuation.resume(with: hasLooked ? .success(()) : .failure(Membership.noContact))
        }
    }

    /// Makes a call that ZooKeeper may leave unanswered.
    ///
    /// - Returns: `nil` where it did: the client tells of the lost contact too, and with the next one all is done again.
    private mutating func inContact<Value>(
        _ call: (inout any Registry) async throws -> Value
    ) async throws -> Value? {
        guard var registry = self.registry else { return nil }
        defer { self.registry = registry }
        do {
            return try await call(&registry)
        } catch let error as ZooKeeperError where error.isPassing {
            return nil
        }
    }
}

extension ZooKeeperError {
    /// Whether a later call, perhaps in another session, may succeed.
    fileprivate var isPassing: Bool {
        [.connectionLoss, .operationTimeout, .sessionExpired, .invalidState, .closing].contains(self.code)
    }
}
