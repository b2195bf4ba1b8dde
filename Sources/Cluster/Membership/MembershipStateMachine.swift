import Handles

/// How a node comes into the cluster, stays, sees the others, and buries those that are gone (design, section 3).
///
/// A value: what happened comes in as a method's call, what to do goes out as actions. It never waits, reads no clock (`now`
/// is time on a clock that counts while the process is paused), and touches no ZooKeeper: `Membership` does.
struct MembershipStateMachine: Sendable {
    /// What to do. A list's actions are carried out in order.
    enum Action: Sendable, Hashable {
        /// Create `nodes/<n>`, unless one with the node's GUID is there already.
        case createNode
        /// Create the own `alive`.
        case createAlive(Incarnation)
        /// Delete the own `alive` that an earlier session of this node left, and create it anew, in one multi.
        case replaceAlive(Incarnation)
        /// Rewrite the own `alive`.
        case writeAlive(Incarnation, highestListed: Incarnation)
        /// Read who is there, with watches.
        case list
        /// Requests may see this from now on.
        case publish(MembershipSnapshot)
        /// Ask the address of a lost incarnation whether it is still that one.
        case probe(MembershipSnapshot.Member)
        /// Delete `nodes/<n>` of another one. ZooKeeper refuses if it has a child.
        case bury(Incarnation)
        /// This incarnation was buried: its sessions end.
        case endSessions(Incarnation)
        /// Create `held-<own>` below another one.
        case hold(Incarnation)
        /// Delete `held-<own>` below another one.
        case release(Incarnation)
        /// Read the own `nodes/<n>`, noting when the read is sent.
        case readContact(Incarnation)
        /// Ask a peer to hold this node.
        case askForLease(MembershipSnapshot.Member)
        /// Delete the own `alive` and `nodes/<n>`.
        case leave(Incarnation)
    }

    /// One `nodes/<n>` as read from ZooKeeper.
    struct Listing: Sendable, Hashable {
        var incarnation: Incarnation
        /// `nil` where it cannot be read.
        var record: NodeRecord?
        /// The content of its `alive`, where it has one.
        var alive: AliveRecord?
        /// Whether it has any child.
        var hasChild: Bool
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
        /// How long everybody's word that nobody has contact is good.
        var excuse: Duration = .milliseconds(1500)
        /// How long a peer that gave its word buries nobody; longer than the word is good.
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
        /// Whether this node's `held-<own>` is below it.
        var isHeld = false
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
    /// Those whose burial was tried without knowing the outcome.
    var uncertain: Set<Incarnation> = []

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
