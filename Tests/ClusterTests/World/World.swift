import Handles

@testable import Cluster

/// Some nodes, one ZooKeeper, and faults at random, in steps of 50 ms: looks for lies in the real value's decisions.
final class World {
    enum Lie: Hashable {
        /// A handle was answered 410 somewhere and 200 later.
        case servedAfterGone(Incarnation)
        /// An incarnation was buried while it served on a peer's lease.
        case buriedWhileServing(Incarnation)
        /// Two incarnations of one address serve at once.
        case twoAtOneAddress(Incarnation, Incarnation)
    }

    var random: SplitMix
    var zooKeeper = SimulatedZooKeeper()
    private(set) var now = Duration.zero
    private(set) var lies: [Lie] = []
    private(set) var nodes: [SimulatedNode] = []
    private var bornAt: [Incarnation: Int] = [:]
    private var goneSaid: Set<Incarnation> = []
    private var cutFromZooKeeperUntil: [Int: Duration] = [:]
    private var cutUntil: [Set<Int>: Duration] = [:]
    private var isRefusing: Set<Set<Int>> = []
    private var zooKeeperBackAt = Duration.zero
    private var silentSince = Duration.zero

    init(seed: UInt64, nodes count: Int) {
        self.random = SplitMix(seed: seed)
        self.nodes = (0..<count).map { SimulatedNode(index: $0, in: self) }
    }

    // MARK: The network

    /// Whether bytes get from the node's machine to ZooKeeper and back.
    func hasLink(_ node: SimulatedNode) -> Bool {
        self.zooKeeper.isUp && !self.zooKeeper.isSilent && self.now >= self.cutFromZooKeeperUntil[node.index] ?? .zero
    }

    /// Whether the node's client has noticed that there is no link: silence takes two thirds of the session timeout.
    func isLossNoticed(by node: SimulatedNode) -> Bool {
        !self.zooKeeper.isSilent || self.now - self.silentSince >= .seconds(4)
    }

    /// Who was started as this incarnation; now perhaps another one.
    func node(of incarnation: Incarnation) -> SimulatedNode? {
        self.bornAt[incarnation].map { self.nodes[$0] }
    }

    /// As a start's GUID makes sure, a second call finds what the first has made.
    func createNode(for node: SimulatedNode) -> Incarnation {
        if let made = node.made, self.zooKeeper.nodes[made] != nil { return made }
        let incarnation = self.zooKeeper.createNode(MembershipTranscript.record(0, port: node.index))
        self.bornAt[incarnation] = node.index
        node.made = incarnation
        return incarnation
    }

    /// - Returns: Whether it is gone.
    func bury(_ incarnation: Incarnation) -> Bool {
        guard self.zooKeeper.nodes[incarnation] != nil else { return true }
        guard self.zooKeeper.bury(incarnation) else { return false }
        if let node = self.node(of: incarnation), node.own == incarnation, node.mayServe, node.isRunning {
            self.lies.append(.buriedWhileServing(incarnation))
        }
        return true
    }

    func probe(_ member: MembershipSnapshot.Member, from: SimulatedNode) -> ProbeAnswer {
        switch self.reach(member, from: from) {
        case .refused: .refused
        case .unanswered: .unanswered
        case .answered(let node):
            node.own == member.incarnation ? .same : node.own.map(ProbeAnswer.other) ?? .unanswered
        }
    }

    func ask(_ member: MembershipSnapshot.Member, from: SimulatedNode) {
        guard let asker = from.own else { return }
        if case .answered(let node) = self.reach(member, from: from), node.own == member.incarnation {
            node.leaseAsked(by: asker)
        } else {
            from.leaseAnswered(member.incarnation, .unanswered)
        }
    }

    /// The answer comes at once, or never: a paused node has given up by the time that it wakes.
    func answerLease(of peer: Incarnation, _ answer: LeaseAnswer, from: SimulatedNode) {
        guard
            let own = from.own, let asker = self.node(of: peer), asker.own == peer, asker.isRunning,
            self.now >= self.cutUntil[[from.index, asker.index]] ?? .zero
        else { return }
        asker.leaseAnswered(own, answer)
    }

    private enum Reach {
        case answered(SimulatedNode)
        case refused
        case unanswered
    }

    private func reach(_ member: MembershipSnapshot.Member, from: SimulatedNode) -> Reach {
        let other = self.nodes[member.record?.port ?? 0]
        let pair: Set<Int> = [from.index, other.index]
        if self.now < self.cutUntil[pair] ?? .zero {
            return self.isRefusing.contains(pair) ? .refused : .unanswered
        }
        if !other.isRunningProcess { return .refused }
        return other.isRunning ? .answered(other) : .unanswered
    }

    // MARK: Time and faults

    func run(until end: Duration, faultsUntil: Duration) {
        var nextFault = Duration.seconds(5)
        while self.now < end, self.lies.isEmpty {
            self.now += .milliseconds(50)
            if !self.zooKeeper.isUp, self.now >= self.zooKeeperBackAt { self.zooKeeper.isUp = true }
            if self.zooKeeper.isSilent, self.now >= self.zooKeeperBackAt { self.zooKeeper.isSilent = false }
            self.zooKeeper.expire(now: self.now)
            for node in self.nodes { node.callsArrive() }
            for node in self.nodes {
                if !node.isRunningProcess, self.now >= node.restartsAt {
                    node.isRunningProcess = true
                    node.pausedUntil = .zero
                    node.start()
                }
                if node.isRunning { node.step() }
            }
            if self.now >= nextFault, self.now < faultsUntil {
                self.fault()
                nextFault = self.now + .milliseconds(Int.random(in: 500...8000, using: &self.random))
            }
            self.check()
        }
    }

    private func fault() {
        let length = Duration.seconds([1, 3, 5, 7, 9, 13, 18, 25].randomElement(using: &self.random) ?? 1)
        guard let node = self.nodes.randomElement(using: &self.random) else { return }
        switch Int.random(in: 0..<140, using: &self.random) {
        case ..<18:
            node.pausedUntil = max(node.pausedUntil, self.now + length)
        case ..<38:
            self.cutFromZooKeeperUntil[node.index] = self.now + length
        case ..<62:
            if let other = self.nodes.filter({ $0 !== node }).randomElement(using: &self.random) {
                self.cut(node, other, for: length, refusing: Int.random(in: 0..<5, using: &self.random) == 0)
            }
        case ..<72:
            for other in self.nodes where other !== node { self.cut(node, other, for: length, refusing: false) }
            self.cutFromZooKeeperUntil[node.index] = self.now + length
        case ..<80:
            self.zooKeeper.isUp = false
            self.zooKeeperBackAt = self.now + length
        case ..<84:
            for other in self.nodes.prefix(self.nodes.count / 2 + 1) {
                self.cutFromZooKeeperUntil[other.index] = self.now + length
            }
        case ..<96:
            // Calls on their way are lost, some of them carried out; the connection is back soon.
            if node.isRunning { node.reset() }
        case ..<104:
            for other in self.nodes where other.isRunning { other.reset() }
        case ..<112:
            guard self.zooKeeper.isUp else { return }
            self.zooKeeper.isSilent = true
            self.silentSince = self.now
            self.zooKeeperBackAt = self.now + length
        case ..<122:
            if node.isRunning { node.stop() }
        default:
            guard node.isRunningProcess else { return }
            let away = [500, 3000, 12_000].randomElement(using: &self.random) ?? 500
            node.end(restartIn: .milliseconds(away))
        }
    }

    private func cut(_ one: SimulatedNode, _ other: SimulatedNode, for length: Duration, refusing: Bool) {
        let pair: Set<Int> = [one.index, other.index]
        self.cutUntil[pair] = self.now + length
        if refusing { self.isRefusing.insert(pair) } else { self.isRefusing.remove(pair) }
    }

    // MARK: Lies

    private func check() {
        for node in self.nodes where node.isRunning {
            for incarnation in self.bornAt.keys {
                switch node.answer(for: incarnation) {
                case 410:
                    self.goneSaid.insert(incarnation)
                case 200 where self.goneSaid.contains(incarnation):
                    self.lies.append(.servedAfterGone(incarnation))
                default:
                    break
                }
            }
        }
    }
}

/// SplitMix64: the same faults for the same seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
