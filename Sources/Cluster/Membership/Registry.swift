import Handles

/// Where node starts are written down: ZooKeeper, or nowhere for a node that stands alone.
protocol Registry: Sendable {
    /// Makes sure that the cluster's znodes are there.
    ///
    /// - Returns: Which cluster this is.
    mutating func prepare(secret: ClusterSecret, known: ClusterIdentity?) async throws -> ClusterIdentity
    /// Creates `nodes/<n>`, or finds the one that an earlier call made whose answer was lost.
    mutating func createNode(_ record: NodeRecord) async throws -> Incarnation
    /// Creates the node's `alive`.
    mutating func createAlive(_ own: Incarnation, _ record: AliveRecord) async throws -> AliveOutcome
    /// Deletes an `alive` of an earlier session and creates it anew, both or neither.
    mutating func replaceAlive(_ own: Incarnation, _ record: AliveRecord) async throws -> AliveOutcome
    /// Rewrites the node's `alive`.
    mutating func writeAlive(_ own: Incarnation, _ record: AliveRecord) async throws
    /// Reads who is there, with watches.
    mutating func list() async throws -> [MembershipStateMachine.Listing]
    /// Deletes `nodes/<n>` of another one, unless it has a child.
    mutating func bury(_ incarnation: Incarnation) async throws
    /// Creates `held-<own>` below another node's znode.
    ///
    /// - Returns: `false` where that is gone.
    mutating func hold(_ incarnation: Incarnation, by own: Incarnation) async throws -> Bool
    /// Deletes `held-<own>` below another node's znode.
    mutating func release(_ incarnation: Incarnation, by own: Incarnation) async throws
    /// Whether the node's own `nodes/<n>` is there.
    mutating func isThere(_ own: Incarnation) async throws -> Bool
    /// Deletes the node's `alive` and `nodes/<n>`.
    mutating func leave(_ own: Incarnation) async throws
}

/// What came of creating `alive`.
enum AliveOutcome: Sendable, Hashable {
    /// It is there, of the present session.
    case created
    /// It is there, of another session.
    case foundOfOtherSession
    /// `nodes/<n>` is gone.
    case nodeGone
}

/// The registry of a node that stands alone: a cluster of one, its incarnation from the clock.
struct LoneRegistry: Registry {
    private var record: NodeRecord?
    private var own: Incarnation?
    private var alive: AliveRecord?
    private let guid: String?

    init(guid: String? = nil) {
        self.guid = guid
    }

    func prepare(secret: ClusterSecret, known: ClusterIdentity?) -> ClusterIdentity {
        known ?? self.guid.map { ClusterIdentity(guid: $0, secret: secret) } ?? ClusterIdentity(secret: secret)
    }

    /// The incarnation is the second of the start, so that a restarted node is another one.
    mutating func createNode(_ record: NodeRecord) -> Incarnation {
        let own = Incarnation(rawValue: UInt32(clamping: record.startTime / 1000))
        self.record = record
        self.own = own
        return own
    }

    mutating func createAlive(_ own: Incarnation, _ record: AliveRecord) -> AliveOutcome {
        self.alive = record
        return .created
    }

    mutating func replaceAlive(_ own: Incarnation, _ record: AliveRecord) -> AliveOutcome {
        self.createAlive(own, record)
    }

    mutating func writeAlive(_ own: Incarnation, _ record: AliveRecord) {
        self.alive = record
    }

    func list() -> [MembershipStateMachine.Listing] {
        guard let own, let record else { return [] }
        return [.init(incarnation: own, record: record, alive: self.alive, hasChild: self.alive != nil)]
    }

    func bury(_ incarnation: Incarnation) {}

    func hold(_ incarnation: Incarnation, by own: Incarnation) -> Bool { false }

    func release(_ incarnation: Incarnation, by own: Incarnation) {}

    func isThere(_ own: Incarnation) -> Bool { self.own == own }

    mutating func leave(_ own: Incarnation) {
        self.own = nil
    }
}
