import Handles

@testable import Cluster

/// A process with the real membership value inside. Its calls to ZooKeeper and to peers take no time, but for the reads of its
/// own znode, whose answers may be late.
final class SimulatedNode {
    let index: Int
    private(set) var machine = MembershipStateMachine()
    var isRunningProcess = true
    var pausedUntil = Duration.zero
    var restartsAt = Duration.zero
    private var session: Int?
    private var nextPoll = Duration.zero
    private var wasInContact = false
    /// Reads of the own znode whose answers are on the way.
    private var answers: [(sentAt: Duration, arrivesAt: Duration)] = []
    private unowned let world: World

    init(index: Int, in world: World) {
        self.index = index
        self.world = world
        self.start()
    }

    /// A new process.
    func start() {
        self.machine = MembershipStateMachine()
        self.session = nil
        self.wasInContact = false
        self.answers = []
        self.nextPoll = self.world.now + .milliseconds(Int.random(in: 0..<1000, using: &self.world.random))
    }

    var own: Incarnation? { self.machine.own }

    var isRunning: Bool { self.isRunningProcess && self.world.now >= self.pausedUntil }

    var mayServe: Bool {
        self.machine.servesUntil.map { self.world.now < $0 } ?? false
    }

    func step() {
        let now = self.world.now
        for answer in self.answers where now >= answer.arrivesAt {
            self.machine.contactAnswered(sentAt: answer.sentAt)
        }
        self.answers.removeAll { now >= $0.arrivesAt }
        guard now >= self.nextPoll else { return }
        self.nextPoll = now + .milliseconds(Int.random(in: 800...1200, using: &self.world.random))
        if self.world.reachesZooKeeper(self) {
            self.zooKeeperTurn(now: now)
        } else if self.wasInContact {
            self.wasInContact = false
            self.machine.contactLost()
        }
        self.perform(self.machine.ticked(now: now))
    }

    private func zooKeeperTurn(now: Duration) {
        defer { self.wasInContact = true }
        if let session, self.world.zooKeeper.isOpen(session) {
            self.world.zooKeeper.hear(session, now: now)
            self.perform(self.wasInContact ? self.machine.resume() : self.machine.contactRegained())
        } else {
            self.machine.contactLost()
            self.session = self.world.zooKeeper.open(now: now)
            self.perform(self.machine.sessionOpened())
        }
    }

    func perform(_ actions: [MembershipStateMachine.Action]) {
        var actions = actions[...]
        while let action = actions.popFirst() {
            actions += self.perform(action)
        }
    }

    private func perform(_ action: MembershipStateMachine.Action) -> [MembershipStateMachine.Action] {
        let now = self.world.now
        switch action {
        case .publish, .endSessions, .leave:
            return []
        case .probe(let member):
            return self.machine.probed(member.incarnation, self.world.probe(member, from: self), now: now)
        case .askForLease(let member):
            return self.machine.leaseAnswered(member.incarnation, self.world.ask(member, from: self))
        default:
            // Without contact a call to ZooKeeper is lost.
            guard self.world.reachesZooKeeper(self), let session, self.world.zooKeeper.isOpen(session) else {
                return []
            }
            self.world.zooKeeper.hear(session, now: now)
            return self.call(action, session: session, now: now)
        }
    }

    private func call(
        _ action: MembershipStateMachine.Action,
        session: Int,
        now: Duration
    ) -> [MembershipStateMachine.Action] {
        let alive = AliveRecord(
            activity: .active,
            highestListed: self.machine.snapshot.highestListed?.rawValue
        )
        switch action {
        case .createNode:
            let own = self.world.createNode(for: self)
            return self.machine.nodeCreated(own)
        case .createAlive(let own):
            return self.answered(self.world.zooKeeper.createAlive(own, alive, session: session), alive)
        case .replaceAlive(let own):
            return self.answered(self.world.zooKeeper.replaceAlive(own, alive, session: session), alive)
        case .writeAlive(let own, let highest):
            let record = AliveRecord(activity: .active, highestListed: highest.rawValue)
            self.world.zooKeeper.writeAlive(own, record)
        case .list:
            return self.machine.listed(self.world.zooKeeper.list(), now: now)
        case .bury(let incarnation):
            self.world.bury(incarnation)
            return [.list]
        case .hold(let incarnation):
            let isHeld = self.hold(incarnation)
            return self.machine.held(incarnation, isHeld ? .held : .notHeld)
        case .release(let incarnation):
            if let own { self.world.zooKeeper.release(incarnation, by: own) }
        case .readContact(let own):
            guard self.world.zooKeeper.nodes[own] != nil else { return self.machine.ownNodeGone() }
            let delay = [0, 50, 300].randomElement(using: &self.world.random) ?? 0
            self.answers.append((now, now + .milliseconds(delay)))
        default:
            break
        }
        return []
    }

    private func answered(_ outcome: AliveOutcome, _ alive: AliveRecord) -> [MembershipStateMachine.Action] {
        switch outcome {
        case .created:
            self.machine.aliveCreated(
                highestListed: alive.highestListed.map(Incarnation.init(rawValue:)),
                now: self.world.now
            )
        case .foundOfOtherSession: self.machine.aliveFoundOfOtherSession()
        case .nodeGone: self.machine.ownNodeGone()
        }
    }

    private func hold(_ incarnation: Incarnation) -> Bool {
        guard
            let own, let session, self.world.reachesZooKeeper(self), self.world.zooKeeper.isOpen(session)
        else { return false }
        self.world.zooKeeper.hear(session, now: self.world.now)
        return self.world.zooKeeper.hold(incarnation, by: own, session: session)
    }

    /// A peer asks this node to hold it.
    func leaseAsked(by peer: Incarnation) -> LeaseAnswer {
        let now = self.world.now
        switch self.machine.leaseAsked(by: peer, now: now) {
        case .answer(let answer):
            return answer
        case .hold:
            return self.machine.heldForLease(peer, self.hold(peer) ? .held : .notHeld, now: now)
        }
    }

    /// What a client gets here for a handle of an incarnation.
    func answer(for incarnation: Incarnation) -> Int {
        switch self.machine.snapshot.standing(of: incarnation) {
        case .own:
            return self.mayServe ? 200 : 503
        case .registered(let member), .lost(let member):
            guard self.world.probe(member, from: self) == .same else { return 503 }
            return self.world.node(of: incarnation)?.mayServe == true ? 200 : 503
        case .gone:
            return 410
        case .notYetSeen:
            return 503
        }
    }
}
