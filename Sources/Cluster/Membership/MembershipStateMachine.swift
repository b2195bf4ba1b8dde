import Handles

/// How a node comes into the cluster, stays, sees the others, and buries those that are gone (design, section 3).
///
/// A value: what happened comes in as a method's call, what to do goes out as actions. It never waits, reads no clock (`now`
/// is time on a clock that counts while the process is paused), and touches no ZooKeeper: `Membership` does. Each call to
/// ZooKeeper is an action that is sent, and its answer, or that none came, is an event of its own.
struct MembershipStateMachine: Sendable {
    /// One `nodes/<n>` as read from ZooKeeper.
    struct Listing: Sendable, Hashable {
        var incarnation: Incarnation
        /// `nil` where it cannot be read.
        var record: NodeRecord?
        /// The content of its `alive`, where it has one.
        var alive: AliveRecord?
        /// Whether it has any child.
        var hasChild: Bool
        /// Those that hold it: m of each `held-<m>` below it.
        var holders: Set<Incarnation> = []
    }

    /// The times of design, section 3.
    struct Timing: Sendable, Hashable {
        /// After how long without a sign of life ZooKeeper ends a session, as it granted it.
        var sessionTimeout: Duration = .seconds(6)
        /// How long one that knew the node that buries it is asked before.
        var known: Duration = .seconds(10)
        /// How long one that never listed the node that buries it is asked before.
        var stranger: Duration = .seconds(60)
        /// After how long without contact a node asks a peer to hold it.
        var askAfter: Duration = .seconds(2)
        /// How long everybody's word that nobody has contact is good, from the question on. It is asked for each second: the rest is for
        /// what a busy machine makes late.
        var excuse: Duration = .milliseconds(1900)
        /// How long a peer that gave its word buries nobody, from its answer on; longer than the word is good.
        var promise: Duration = .seconds(2)
    }

    enum Phase: Sendable, Hashable {
        /// No `nodes/<n>` yet, or none any more.
        case unregistered
        /// `nodes/<n>` is there, its `alive` not confirmed in the present ZooKeeper session.
        case registering(Incarnation)
        case registered(Incarnation)
        case left
    }

    /// What is remembered of another incarnation.
    struct Peer: Sendable, Hashable {
        /// Since when it is lost, as far as this node can tell.
        var lostSince: Duration?
        /// Whether a probe is under way.
        var isProbed = false
        /// Whether this node has read, in the other's `alive`, a highest listed incarnation not below its own.
        var knowsThis = false
        /// This node's `held-<own>` below it.
        var hold = Hold.absent
        /// Whether it waits for an answer to its question for a lease.
        var isLeaseWanted = false
        /// Until when the lease lent to it lasts.
        var lentUntil: Duration?
        /// Until when this node has given its word not to bury it.
        var promisedUntil: Duration?
    }

    var timing: Timing
    var phase: Phase = .unregistered
    /// Whether ZooKeeper answers. Without contact nobody is buried.
    var isInContact = false
    var snapshot = MembershipSnapshot()
    var peers: [Incarnation: Peer] = [:]
    /// What the own `alive` says.
    var writtenHighest: Incarnation?

    /// Since when `alive` is confirmed in the present ZooKeeper session.
    var registeredAt: Duration?
    /// When the last read of the own znode that ZooKeeper answered was sent.
    var contactAt: Duration?
    /// Until when the leases lent by peers last.
    var lentUntil: Duration?
    /// Until when everybody's word that nobody has contact is good.
    var excusedUntil: Duration?
    /// The question to the peers that is under way.
    var round: AskRound?
    /// Those whose burial is on its way to ZooKeeper.
    var burying: Set<Incarnation> = []
    /// Those whose burial was tried without knowing the outcome.
    var uncertain: Set<Incarnation> = []
    /// Those known to be buried that a list on its way may still show.
    var buried: Set<Incarnation> = []
    /// What is on its way to ZooKeeper.
    var flights = Flights()

    init(timing: Timing = Timing()) {
        self.timing = timing
    }

    /// The incarnation that this node is, registered or about to be.
    var own: Incarnation? {
        switch self.phase {
        case .registering(let own), .registered(let own): own
        case .unregistered, .left: nil
        }
    }
}
