import Handles

/// Where node starts are written down: ZooKeeper, or nowhere for a node that stands alone. Calls may be made at any time, whatever
/// others are on their way.
protocol Registry: Sendable {
    /// Makes sure that the cluster's znodes are there.
    ///
    /// - Returns: Which cluster this is.
    func prepare(secret: ClusterSecret, known: ClusterIdentity?) async throws -> ClusterIdentity
    /// Creates `nodes/<n>`, or finds the one that an earlier call made whose answer was lost.
    ///
    /// - Parameter mayBeThere: Whether there was such a call.
    func createNode(_ record: NodeRecord, mayBeThere: Bool) async throws -> Incarnation
    /// Creates the node's `alive`.
    func createAlive(_ own: Incarnation, _ record: AliveRecord) async throws -> AliveOutcome
    /// Deletes an `alive` of an earlier session and creates it anew, both or neither.
    func replaceAlive(_ own: Incarnation, _ record: AliveRecord) async throws -> AliveOutcome
    /// Rewrites the node's `alive`.
    func writeAlive(_ own: Incarnation, _ record: AliveRecord) async throws
    /// Reads who is there, with watches on what is read, all at once.
    func read(_ plan: NodeTree.Plan) async throws -> NodeTree.Reading
    /// Reads what these say of themselves, without watches, all at once.
    ///
    /// - Returns: Of those that have an `alive`.
    func readAlives(_ incarnations: [Incarnation]) async throws -> [Incarnation: AliveRecord]
    /// Deletes `nodes/<n>` of another one, unless it has a child.
    ///
    /// - Returns: Whether it is gone.
    func bury(_ incarnation: Incarnation) async throws -> Bool
    /// Creates `held-<own>` below another node's znode.
    ///
    /// - Returns: `false` where that is gone, or there is one of an earlier session.
    func hold(_ incarnation: Incarnation, by own: Incarnation) async throws -> Bool
    /// Deletes `held-<own>` below another node's znode.
    func release(_ incarnation: Incarnation, by own: Incarnation) async throws
    /// Whether the node's own `nodes/<n>` is there.
    func isThere(_ own: Incarnation) async throws -> Bool
    /// Deletes the node's `alive` and `nodes/<n>`.
    func leave(_ own: Incarnation) async throws
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
