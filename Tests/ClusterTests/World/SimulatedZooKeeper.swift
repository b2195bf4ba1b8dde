import Handles

@testable import Cluster

/// ZooKeeper as far as one client can tell: it carries out calls one by one, expires sessions, and never lies.
struct SimulatedZooKeeper {
    struct Node {
        var record: NodeRecord
        /// The session that made each child.
        var children: [String: Int] = [:]
        var alive: AliveRecord?
    }

    static let timeout = Duration.seconds(6)

    var isUp = true
    /// Connections stay, and nobody answers.
    var isSilent = false
    var nodes: [Incarnation: Node] = [:]
    private var heard: [Int: Duration] = [:]
    private var nextNode: UInt32 = 0
    private var nextSession = 1

    mutating func open(now: Duration) -> Int {
        defer { self.nextSession += 1 }
        self.heard[self.nextSession] = now
        return self.nextSession
    }

    func isOpen(_ session: Int?) -> Bool {
        session.map { self.heard[$0] != nil } ?? false
    }

    mutating func hear(_ session: Int, now: Duration) {
        self.heard[session] = now
    }

    mutating func expire(now: Duration) {
        guard self.isUp, !self.isSilent else {
            // A fresh leader gives every session a full timeout.
            self.heard = self.heard.mapValues { _ in now }
            return
        }
        for (session, time) in self.heard where now - time > Self.timeout { self.close(session) }
    }

    mutating func close(_ session: Int) {
        self.heard[session] = nil
        for incarnation in self.nodes.keys {
            self.removeChildren(of: incarnation) { $1 == session }
        }
    }

    mutating func createNode(_ record: NodeRecord) -> Incarnation {
        defer { self.nextNode += 1 }
        let incarnation = Incarnation(rawValue: self.nextNode)
        self.nodes[incarnation] = Node(record: record)
        return incarnation
    }

    mutating func createAlive(_ own: Incarnation, _ record: AliveRecord, session: Int) -> AliveOutcome {
        guard let node = self.nodes[own] else { return .nodeGone }
        if let owner = node.children["alive"], owner != session { return .foundOfOtherSession }
        self.nodes[own]?.children["alive"] = session
        self.nodes[own]?.alive = record
        return .created
    }

    mutating func replaceAlive(_ own: Incarnation, _ record: AliveRecord, session: Int) -> AliveOutcome {
        self.nodes[own]?.children["alive"] = nil
        return self.createAlive(own, record, session: session)
    }

    mutating func writeAlive(_ own: Incarnation, _ record: AliveRecord) {
        if self.nodes[own]?.children["alive"] != nil { self.nodes[own]?.alive = record }
    }

    mutating func hold(_ incarnation: Incarnation, by holder: Incarnation, session: Int) -> Bool {
        guard let node = self.nodes[incarnation] else { return false }
        if let owner = node.children["held-\(holder)"], owner != session { return false }
        self.nodes[incarnation]?.children["held-\(holder)"] = session
        return true
    }

    mutating func release(_ incarnation: Incarnation, by holder: Incarnation) {
        self.removeChildren(of: incarnation) { name, _ in name == "held-\(holder)" }
    }

    /// - Returns: Whether it was deleted: not with a child.
    mutating func bury(_ incarnation: Incarnation) -> Bool {
        guard let node = self.nodes[incarnation], node.children.isEmpty else { return false }
        self.nodes[incarnation] = nil
        return true
    }

    mutating func leave(_ own: Incarnation, session: Int) {
        self.removeChildren(of: own) { name, _ in name == "alive" }
        _ = self.bury(own)
    }

    func list() -> [MembershipStateMachine.Listing] {
        self.nodes.map { incarnation, node in
            .init(
                incarnation: incarnation,
                record: node.record,
                alive: node.alive,
                hasChild: !node.children.isEmpty,
                holders: Set(node.children.keys.compactMap(ClusterPaths.holder(of:)))
            )
        }
        .sorted { $0.incarnation < $1.incarnation }
    }

    private mutating func removeChildren(of incarnation: Incarnation, where isGone: (String, Int) -> Bool) {
        guard let node = self.nodes[incarnation] else { return }
        let left = node.children.filter { !isGone($0.key, $0.value) }
        self.nodes[incarnation]?.children = left
        if left["alive"] == nil { self.nodes[incarnation]?.alive = nil }
    }
}
