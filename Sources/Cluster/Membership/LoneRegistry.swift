import Handles
import Synchronization

/// The registry of a node that stands alone: a cluster of one, its incarnation from the clock.
final class LoneRegistry: Registry {
    private struct State {
        var own: Incarnation?
        var node = NodeTree.Node(record: nil, children: [], alive: nil)
    }

    private let guid: String?
    private let state = Mutex(State())

    init(guid: String? = nil) {
        self.guid = guid
    }

    func prepare(secret: ClusterSecret, known: ClusterIdentity?) -> ClusterIdentity {
        known ?? self.guid.map { ClusterIdentity(guid: $0, secret: secret) } ?? ClusterIdentity(secret: secret)
    }

    /// The incarnation is the second of the start, so that a restarted node is another one.
    func createNode(_ record: NodeRecord, mayBeThere: Bool) -> Incarnation {
        let own = Incarnation(rawValue: UInt32(clamping: record.startTime / 1000))
        self.state.withLock { $0 = State(own: own, node: .init(record: .readable(record), children: [], alive: nil)) }
        return own
    }

    func createAlive(_ own: Incarnation, _ record: AliveRecord) -> AliveOutcome {
        self.state.withLock { state in
            state.node.children = [ClusterPaths.alive]
            state.node.alive = record
        }
        return .created
    }

    func replaceAlive(_ own: Incarnation, _ record: AliveRecord) -> AliveOutcome {
        self.createAlive(own, record)
    }

    func writeAlive(_ own: Incarnation, _ record: AliveRecord) {
        self.state.withLock { $0.node.alive = record }
    }

    func read(_ plan: NodeTree.Plan) -> NodeTree.Reading {
        let state = self.state.withLock { $0 }
        guard let own = state.own else { return NodeTree.Reading(names: [], nodes: [:]) }
        return NodeTree.Reading(names: [own], nodes: [own: state.node])
    }

    func readAlives(_ incarnations: [Incarnation]) -> [Incarnation: AliveRecord] {
        let state = self.state.withLock { $0 }
        guard let own = state.own, let alive = state.node.alive else { return [:] }
        return [own: alive]
    }

    func bury(_ incarnation: Incarnation) -> Bool { false }

    func hold(_ incarnation: Incarnation, by own: Incarnation) -> Bool { false }

    func release(_ incarnation: Incarnation, by own: Incarnation) {}

    func isThere(_ own: Incarnation) -> Bool {
        self.state.withLock { $0.own == own }
    }

    func leave(_ own: Incarnation) {
        self.state.withLock { $0.own = nil }
    }
}
