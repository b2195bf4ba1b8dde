import Handles

/// Keeping a peer from being buried by a znode of one's own below it (design, section 3).
extension MembershipStateMachine {
    /// This node's `held-<own>` below a peer. What ZooKeeper lists counts, not what is remembered.
    enum Hold: Sendable, Hashable {
        case absent
        /// Its creation is on its way.
        case creating
        /// Created in the present session: the peer cannot be buried while it and this session last.
        case confirmed
        /// Listed, perhaps of an earlier session that is about to expire: nothing can be lent on it.
        case listed
        /// Its deletion is on its way.
        case deleting
        /// No answer came: the next list tells.
        case unknown

        /// Whether it is there, as far as this node knows.
        var isThere: Bool {
            self == .confirmed || self == .listed
        }

        /// A list told. What it says of a change on its way may be older than that.
        mutating func listed(isThere: Bool) {
            switch self {
            case .creating, .deleting: break
            case .confirmed: self = isThere ? .confirmed : .absent
            case .absent, .listed, .unknown: self = isThere ? .listed : .absent
            }
        }
    }

    /// A peer without contact asks to be held. The answer is an action, now or once ZooKeeper has answered.
    mutating func leaseAsked(by peer: Incarnation, now: Duration) -> [Action] {
        guard self.hasFreshContact(now: now) else {
            return [.answerLease(peer, self.noContact(for: peer, now: now))]
        }
        if self.peers[peer]?.hold == .confirmed {
            return [.answerLease(peer, self.lend(to: peer, now: now))]
        }
        self.peers[peer, default: Peer()].isLeaseWanted = true
        return self.hold(peer)
    }

    /// Creates `held-<own>` below a peer, unless that is done, or under way, or its deletion is.
    mutating func hold(_ peer: Incarnation) -> [Action] {
        switch self.peers[peer]?.hold {
        case .absent, .listed, .unknown:
            self.peers[peer]?.hold = .creating
            return [.hold(peer)]
        case .creating, .confirmed, .deleting, nil:
            return []
        }
    }

    /// Holding a peer was tried: not done where it is gone, or where a `held-<own>` of an earlier session is in the way.
    mutating func held(_ peer: Incarnation, _ outcome: Outcome, now: Duration) -> [Action] {
        let isLeaseWanted = self.peers[peer]?.isLeaseWanted == true
        self.peers[peer]?.isLeaseWanted = false
        switch outcome {
        case .done: self.peers[peer]?.hold = .confirmed
        case .notDone: self.peers[peer]?.hold = .absent
        case .unknown:
            self.peers[peer]?.hold = .unknown
            self.flights.isListDue = true
        }
        guard isLeaseWanted else { return [] }
        return [.answerLease(peer, outcome == .done ? self.lend(to: peer, now: now) : .notHeld)]
    }

    /// Lets go of a held peer that no longer needs it: it has registered itself again, or it has stopped answering. Never
    /// before the lease that it was lent has run out. Without this a peer held once could not be buried any more.
    mutating func releaseIfDue(
        _ member: MembershipSnapshot.Member,
        isAnswering: Bool,
        now: Duration
    ) -> [Action] {
        guard
            let peer = self.peers[member.incarnation], peer.hold.isThere,
            member.alive != nil || !isAnswering,
            now >= peer.lentUntil ?? now
        else { return [] }
        self.peers[member.incarnation]?.hold = .deleting
        return [.release(member.incarnation)]
    }

    /// Letting go of a peer was tried: done also where nothing was there.
    mutating func released(_ peer: Incarnation, _ outcome: Outcome) -> [Action] {
        self.peers[peer]?.hold = outcome == .done ? .absent : .unknown
        self.flights.isListDue = self.flights.isListDue || outcome != .done
        // It asked meanwhile.
        return self.peers[peer]?.isLeaseWanted == true ? self.hold(peer) : []
    }

    /// What was asked while contact was fresh, and ZooKeeper has not answered since, is answered like what is asked without contact.
    mutating func answerOldQuestions(now: Duration) -> [Action] {
        guard !self.hasFreshContact(now: now) else { return [] }
        return self.peers.filter(\.value.isLeaseWanted).keys.sorted().map { peer in
            self.peers[peer]?.isLeaseWanted = false
            return .answerLease(peer, self.noContact(for: peer, now: now))
        }
    }

    /// A new session, or a new incarnation: nothing is known of the holds, and no answers to earlier calls come.
    ///
    /// What was lent stays lent: an earlier session's `held-` lasts at least as long, and must not be deleted before.
    mutating func holdsForgotten() -> [Action] {
        var actions: [Action] = []
        for peer in self.peers.keys.sorted() {
            if self.peers[peer]?.hold != .absent { self.peers[peer]?.hold = .unknown }
            if self.peers[peer]?.isLeaseWanted == true { actions.append(.answerLease(peer, .notHeld)) }
            self.peers[peer]?.isLeaseWanted = false
        }
        return actions
    }

    func hasFreshContact(now: Duration) -> Bool {
        guard case .registered = self.phase, self.isInContact, let contactAt else { return false }
        return now - contactAt < self.timing.askAfter
    }

    /// What is left of the own lease: while that lasts, this node's session does, and with it the hold.
    private mutating func lend(to peer: Incarnation, now: Duration) -> LeaseAnswer {
        guard let contactAt, contactAt + self.timing.sessionTimeout > now else { return .notHeld }
        let until = contactAt + self.timing.sessionTimeout
        let before = self.peers[peer]?.lentUntil ?? until
        self.peers[peer]?.lentUntil = max(before, until)
        return .lent(until - now)
    }

    /// The word of a node without contact: whether the peer stands in its last list, and if so, a promise not to bury it for a while.
    private mutating func noContact(for peer: Incarnation, now: Duration) -> LeaseAnswer {
        let listsAsker = self.snapshot.members[peer] != nil && !self.isPerhapsBuried(peer)
        if listsAsker {
            self.peers[peer, default: Peer()].promisedUntil = now + self.timing.promise
        }
        return .noContact(listsAsker: listsAsker)
    }
}

extension MembershipStateMachine.Peer {
    /// Whether an answer about it is on its way, or one is owed to it.
    var isAwaited: Bool {
        self.isLeaseWanted || self.hold == .creating || self.hold == .deleting
    }
}
