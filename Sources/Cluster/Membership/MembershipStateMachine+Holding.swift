import Handles

/// Keeping a peer from being buried by a znode of one's own below it (design, section 3).
extension MembershipStateMachine {
    /// What came of creating `held-<own>` below a peer.
    enum HoldOutcome: Sendable, Hashable {
        case held
        /// The peer is gone, or ZooKeeper did not answer.
        case notHeld
    }

    /// Whether to hold a peer that asks for a lease, or what to answer at once.
    enum LeaseDecision: Sendable, Hashable {
        case hold
        case answer(LeaseAnswer)
    }

    /// A peer without contact asks to be held.
    mutating func leaseAsked(by peer: Incarnation, now: Duration) -> LeaseDecision {
        if self.hasFreshContact(now: now) {
            return .hold
        }
        let listsAsker = self.snapshot.members[peer] != nil && !self.uncertain.contains(peer)
        if listsAsker {
            self.peers[peer, default: Peer()].promisedUntil = now + self.timing.promise
        }
        return .answer(.noContact(listsAsker: listsAsker))
    }

    /// What to answer the peer that asked, after holding it was tried.
    mutating func heldForLease(_ peer: Incarnation, _ outcome: HoldOutcome, now: Duration) -> LeaseAnswer {
        guard outcome == .held, let contactAt else { return .notHeld }
        let until = contactAt + self.timing.sessionTimeout
        guard until > now else { return .notHeld }
        self.peers[peer, default: Peer()].isHeld = true
        self.peers[peer]?.lentUntil = until
        return .lent(until - now)
    }

    /// Holding a lost peer that answered a probe was tried.
    mutating func held(_ peer: Incarnation, _ outcome: HoldOutcome) -> [Action] {
        guard outcome == .held else { return [] }
        self.peers[peer]?.isHeld = true
        return []
    }

    /// Lets go of a held peer that no longer needs it: it has registered itself again, or it has stopped answering. Never
    /// before the lease that it was lent has run out. Without this a peer held once could not be buried any more.
    mutating func releaseIfDue(
        _ member: MembershipSnapshot.Member,
        isAnswering: Bool,
        now: Duration
    ) -> [Action] {
        guard
            let peer = self.peers[member.incarnation], peer.isHeld,
            member.alive != nil || !isAnswering,
            now >= peer.lentUntil ?? now
        else { return [] }
        self.peers[member.incarnation]?.isHeld = false
        self.peers[member.incarnation]?.lentUntil = nil
        return [.release(member.incarnation)]
    }

    /// Deleting a lost peer's znode was tried, and nobody knows whether it was done. Until the next listing it counts as gone.
    mutating func burialUnconfirmed(_ incarnation: Incarnation) {
        self.uncertain.insert(incarnation)
    }

    func hasFreshContact(now: Duration) -> Bool {
        guard case .registered = self.phase, self.isInContact, let contactAt else { return false }
        return now - contactAt < self.timing.askAfter
    }
}
