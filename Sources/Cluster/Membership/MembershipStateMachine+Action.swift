import Handles

extension MembershipStateMachine {
    /// What to do. A list's actions are carried out in order; none is waited for.
    enum Action: Sendable, Hashable {
        /// Create `nodes/<n>`, unless one with the node's GUID is there already.
        case createNode
        /// Create the own `alive`.
        case createAlive(Incarnation)
        /// Delete the own `alive` that an earlier session of this node left, and create it anew, in one multi.
        case replaceAlive(Incarnation)
        /// Rewrite the own `alive`.
        case writeAlive(Incarnation, highestListed: Incarnation)
        /// Read who is there, with watches: what has changed since the last time.
        case list
        /// Rewrite the own `alive`, then read who is there, for all who wait for a fresh look now.
        case look(Incarnation, highestListed: Incarnation)
        /// Let those go on that waited for the look that has ended.
        case answerLooks
        /// Tell all who wait for a look that ZooKeeper does not answer.
        case refuseLooks
        /// Read what others say of themselves in their `alive`.
        case readAlives([Incarnation])
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
        /// Answer a peer that asked to be held.
        case answerLease(Incarnation, LeaseAnswer)
        /// Delete the own `alive` and `nodes/<n>`.
        case leave(Incarnation)
    }

    /// What came of a hold, a release or a burial.
    enum Outcome: Sendable, Hashable {
        case done
        /// ZooKeeper said that it cannot be done.
        case notDone
        /// No answer came: it may have been done.
        case unknown
    }

    /// What is on its way to ZooKeeper, where no second one is sent meanwhile.
    struct Flights: Sendable, Hashable {
        /// A read of the own `nodes/<n>`.
        var contact = false
        /// A read of others' `alive`.
        var alives = false
        /// The creation of `nodes/<n>`.
        var node = false
        /// A write of the own `alive`.
        var write = false
        /// The end of this node.
        var leave = false
        var list: ListFlight?

        /// The own `alive` says less than it should.
        var isWriteWanted = false
        /// Somebody waits for a look.
        var isLookWanted = false
        /// A list got no answer, and none has been sent since.
        var isListDue = false
        /// Whose `alive` was read last, in turn.
        var lastAlive: Incarnation?
    }

    /// A list on its way.
    struct ListFlight: Sendable, Hashable {
        /// Whether somebody waits for it.
        var isLook = false
        /// Whether it was sent before this node was registered as what it is now: it says nothing of this node.
        var isStale = false
        /// Whether something has changed since it was sent: however much, one more follows.
        var isWantedAgain = false
        /// The burials of unknown outcome that it tells about.
        var uncertain: Set<Incarnation>
    }
}
