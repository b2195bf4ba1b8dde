import Handles

@testable import Cluster

/// A process with the real membership value inside. Its calls to ZooKeeper are on their way for a while, there and back, overtake
/// each other, and are lost with the connection: before they arrive, or after, and then nobody knows what came of them.
final class SimulatedNode {
    typealias Action = MembershipStateMachine.Action

    /// A call on its way: there until it has an answer, then back.
    private struct Call {
        var action: Action
        var session: Int
        var sentAt: Duration
        var arrivesAt: Duration
        var answersAt: Duration
        /// Gives ZooKeeper's answer to the machine; `nil` before the call has arrived.
        var answer: (() -> [Action])?
    }

    let index: Int
    private(set) var machine = MembershipStateMachine()
    var isRunningProcess = true
    var pausedUntil = Duration.zero
    var restartsAt = Duration.zero
    /// The `nodes/<n>` that was made last, whether the machine was told or not.
    var made: Incarnation?
    private(set) var session: Int?
    private var nextPoll = Duration.zero
    private var wasInContact = false
    private var calls: [Call] = []
    /// Peers that were asked for a lease, and until when their answer is waited for.
    private var questions: [Incarnation: Duration] = [:]
    private unowned let world: World

    init(index: Int, in world: World) {
        self.index = index
        self.world = world
        self.start()
    }

    /// A new process.
    func start() {
        self.machine = MembershipStateMachine()
        self.made = nil
        self.session = nil
        self.wasInContact = false
        self.calls = []
        self.questions = [:]
        self.nextPoll = self.world.now + .milliseconds(Int.random(in: 0..<1000, using: &self.world.random))
    }

    var own: Incarnation? { self.machine.own }

    var isRunning: Bool { self.isRunningProcess && self.world.now >= self.pausedUntil }

    var mayServe: Bool {
        self.machine.servesUntil.map { self.world.now < $0 } ?? false
    }

    // MARK: Time

    /// What is on its way arrives, though the node be paused or dead meanwhile.
    func callsArrive() {
        for index in self.calls.indices
        where self.calls[index].answer == nil && self.world.now >= self.calls[index].arrivesAt {
            let call = self.calls[index]
            guard self.world.hasLink(self), self.world.zooKeeper.isOpen(call.session) else { continue }
            self.world.zooKeeper.hear(call.session, now: self.world.now)
            self.calls[index].answer = self.arrive(call)
        }
    }

    func step() {
        let now = self.world.now
        while let index = self.calls.firstIndex(where: { $0.answer != nil && now >= $0.answersAt }),
            self.world.hasLink(self)
        {
            if let answer = self.calls.remove(at: index).answer { self.perform(answer()) }
        }
        for peer in self.questions.filter({ now >= $0.value }).keys.sorted() { self.leaseAnswered(peer, .unanswered) }
        if now >= self.nextPoll {
            self.nextPoll = now + .milliseconds(Int.random(in: 800...1200, using: &self.world.random))
            self.poll(now: now)
            self.perform(self.machine.ticked(now: now))
        }
        if self.machine.hasEnded(now: now) { self.end(restartIn: .seconds(3), inOrder: true) }
    }

    private func poll(now: Duration) {
        if self.world.hasLink(self) {
            let wasInContact = self.wasInContact
            self.wasInContact = true
            if let session, self.world.zooKeeper.isOpen(session) {
                self.world.zooKeeper.hear(session, now: now)
                self.perform(wasInContact ? self.machine.changed() : self.machine.contactRegained())
            } else {
                self.machine.contactLost()
                self.loseCalls(areAnswered: false)
                self.session = self.world.zooKeeper.open(now: now)
                self.perform(self.machine.sessionOpened())
            }
        } else if self.wasInContact, self.world.isLossNoticed(by: self) {
            self.reset()
        }
    }

    /// The connection is lost, and with it all that is on its way.
    func reset() {
        self.wasInContact = false
        self.machine.contactLost()
        self.loseCalls(areAnswered: true)
    }

    /// An orderly stop is asked for.
    func stop() {
        self.perform(self.machine.stopRequested())
    }

    /// The process ends. What is on its way to ZooKeeper may still arrive.
    func end(restartIn away: Duration, inOrder: Bool = false) {
        if inOrder, let session, self.world.hasLink(self) { self.world.zooKeeper.close(session) }
        self.isRunningProcess = false
        self.restartsAt = self.world.now + away
    }

    /// - Parameter areAnswered: Whether the machine is told: not of calls of an earlier session.
    private func loseCalls(areAnswered: Bool) {
        let lost = self.calls
        self.calls = []
        for call in lost {
            if case .leave = call.action {
                self.machine.leaveEnded()
            } else if areAnswered {
                self.perform(self.unanswered(call.action))
            }
        }
    }

    // MARK: Actions

    func perform(_ actions: [Action]) {
        for action in actions { self.perform(action) }
    }

    private func perform(_ action: Action) {
        let now = self.world.now
        switch action {
        case .endSessions:
            // Another start, of another GUID.
            self.made = nil
        case .publish, .answerLooks, .refuseLooks:
            break
        case .probe(let member):
            self.perform(self.machine.probed(member.incarnation, self.world.probe(member, from: self), now: now))
        case .askForLease(let member):
            self.questions[member.incarnation] = now + .seconds(1)
            self.world.ask(member, from: self)
        case .answerLease(let peer, let answer):
            self.world.answerLease(of: peer, answer, from: self)
        case .leave where !self.wasInContact:
            self.machine.leaveEnded()
        default:
            // A client without a connection takes no call.
            guard self.wasInContact else { return self.perform(self.unanswered(action)) }
            let there = now + self.delay()
            self.calls.append(
                Call(
                    action: action,
                    session: self.session ?? 0,
                    sentAt: now,
                    arrivesAt: there,
                    answersAt: there + self.delay()
                )
            )
        }
    }

    private func delay() -> Duration {
        .milliseconds([0, 0, 50, 300].randomElement(using: &self.world.random) ?? 0)
    }

    /// A peer's answer to a question for a lease.
    func leaseAnswered(_ peer: Incarnation, _ answer: LeaseAnswer) {
        guard self.questions.removeValue(forKey: peer) != nil else { return }
        self.perform(self.machine.leaseAnswered(peer, answer))
    }

    /// A peer asks this node to hold it.
    func leaseAsked(by peer: Incarnation) {
        self.perform(self.machine.leaseAsked(by: peer, now: self.world.now))
    }

    /// A call is carried out.
    ///
    /// - Returns: What gives its answer to the machine.
    private func arrive(_ call: Call) -> () -> [Action] {
        let zooKeeper = self.world.zooKeeper
        let highest = self.machine.snapshot.highestListed?.rawValue
        let alive = AliveRecord(activity: .active, highestListed: highest)
        switch call.action {
        case .createNode:
            let own = self.world.createNode(for: self)
            return { self.machine.nodeCreated(own) }
        case .createAlive(let own):
            let outcome = self.world.zooKeeper.createAlive(own, alive, session: call.session)
            return { self.aliveCreated(own, outcome, alive) }
        case .replaceAlive(let own):
            let outcome = self.world.zooKeeper.replaceAlive(own, alive, session: call.session)
            return { self.aliveCreated(own, outcome, alive) }
        case .writeAlive(let own, let highest):
            self.world.zooKeeper.writeAlive(own, AliveRecord(activity: .active, highestListed: highest.rawValue))
            return { self.machine.aliveWritten(.done) }
        case .list, .look:
            let listings = zooKeeper.list()
            return { self.machine.listed(listings, now: self.world.now) }
        case .readAlives(let incarnations):
            let records = incarnations.compactMap { incarnation in
                zooKeeper.nodes[incarnation]?.alive.map { (incarnation, $0) }
            }
            return { self.machine.alivesRead(Dictionary(uniqueKeysWithValues: records)) }
        case .bury(let incarnation):
            let isGone = self.world.bury(incarnation)
            return { self.machine.burialEnded(incarnation, .init(isGone)) }
        case .hold(let incarnation):
            let isHeld = self.own.map {
                self.world.zooKeeper.hold(incarnation, by: $0, session: call.session)
            }
            return { self.machine.held(incarnation, .init(isHeld ?? false), now: self.world.now) }
        case .release(let incarnation):
            if let own { self.world.zooKeeper.release(incarnation, by: own) }
            return { self.machine.released(incarnation, .done) }
        case .readContact(let own):
            let isThere = zooKeeper.nodes[own] != nil
            return { self.machine.contactRead(own, isThere: isThere, sentAt: call.sentAt) }
        case .leave(let own):
            self.world.zooKeeper.leave(own, session: call.session)
            return {
                self.machine.leaveEnded()
                return []
            }
        default:
            return { [] }
        }
    }

    private func aliveCreated(_ own: Incarnation, _ outcome: AliveOutcome, _ alive: AliveRecord) -> [Action] {
        switch outcome {
        case .created:
            let highest = alive.highestListed.map(Incarnation.init(rawValue:))
            return self.machine.aliveCreated(own, highestListed: highest, now: self.world.now)
        case .foundOfOtherSession: return self.machine.aliveFoundOfOtherSession(own)
        case .nodeGone: return self.machine.ownNodeGone(own)
        }
    }

    private func unanswered(_ action: Action) -> [Action] {
        switch action {
        case .createNode: self.machine.nodeUnanswered()
        case .writeAlive: return self.machine.aliveWritten(.unknown)
        case .list, .look: return self.machine.listUnanswered()
        case .readAlives: return self.machine.alivesRead(nil)
        case .bury(let incarnation): return self.machine.burialEnded(incarnation, .unknown)
        case .hold(let peer): return self.machine.held(peer, .unknown, now: self.world.now)
        case .release(let peer): return self.machine.released(peer, .unknown)
        case .readContact(let own): return self.machine.contactRead(own, isThere: nil, sentAt: self.world.now)
        default: break
        }
        return []
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
