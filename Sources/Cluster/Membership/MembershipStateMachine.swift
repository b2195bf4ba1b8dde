import Handles

/// How a node comes into the cluster, stays, sees the others, and buries those that are gone (design, section 3).
///
/// A value: what happened comes in as a method's call, what to do goes out as actions. It never waits, reads no clock (`now`
/// is time on a clock that counts while the process is paused), and touches no ZooKeeper: `Membership` does.
///
/// Leases and holding are not part of it yet: a lost node that answers a probe is left alone, and a node out of contact goes
/// on as before.
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
        /// Delete the own `alive` and `nodes/<n>`.
        case leave(Incarnation)
    }

    /// One `nodes/<n>` as read from ZooKeeper.
    struct Listing: Sendable, Hashable {
        var incarnation: Incarnation
        var record: NodeRecord
        /// The content of its `alive`, where it has one.
        var alive: AliveRecord?
        /// Whether it has any child.
        var hasChild: Bool
    }

    /// How long a lost incarnation is asked before it is buried.
    struct Patience: Sendable, Hashable {
        /// One that knew the node that buries it.
        var known: Duration = .seconds(10)
        /// One that never listed the node that buries it.
        var stranger: Duration = .seconds(60)
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
    }

    let patience: Patience
    var phase: Phase = .unregistered
    /// Whether ZooKeeper answers. Without contact nobody is buried.
    var isInContact = false
    var snapshot = MembershipSnapshot()
    var peers: [Incarnation: Peer] = [:]
    /// What the own `alive` says.
    var writtenHighest: Incarnation?

    init(patience: Patience = Patience()) {
        self.patience = patience
    }

    /// The incarnation that this node is, registered or about to be.
    var own: Incarnation? {
        switch self.phase {
        case .registering(let own), .registered(let own): own
        case .unregistered, .left: nil
        }
    }
}
