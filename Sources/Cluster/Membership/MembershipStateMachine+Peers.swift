import Handles

extension MembershipStateMachine {
    /// A second has passed: see whether ZooKeeper answers, ask those that are lost or held once more, and ask the peers to hold
    /// this node where contact is missed.
    mutating func ticked(now: Duration) -> [Action] {
        guard let own else { return [] }
        var actions = self.answerOldQuestions(now: now)
        if self.isInContact, case .registered = self.phase {
            actions += self.readContact(own)
            let others = self.snapshot.members.values
                .filter { $0.incarnation != own }
                .sorted { $0.incarnation < $1.incarnation }
            for member in others {
                if !member.isRegistered || self.isHeldOnly(member) {
                    actions += self.probeIfDue(member, now: now)
                } else {
                    actions += self.releaseIfDue(member, isAnswering: true, now: now)
                }
            }
            actions += self.readAlives()
            if self.flights.isListDue { actions += self.wantList() }
        }
        return actions + self.askIfDue(now: now)
    }

    /// A probe ended.
    mutating func probed(_ incarnation: Incarnation, _ answer: ProbeAnswer, now: Duration) -> [Action] {
        self.peers[incarnation]?.isProbed = false
        guard self.isInContact, case .registered = self.phase, let member = self.snapshot.members[incarnation] else {
            return []
        }
        if member.isRegistered {
            return self.releaseIfDue(member, isAnswering: answer == .same, now: now)
        }
        guard let peer = self.peers[incarnation], let lostSince = peer.lostSince else { return [] }
        if answer == .same {
            self.peers[incarnation]?.lostSince = now
            return self.hold(incarnation)
        }
        guard
            // Of an earlier burial nobody knows what came: the next list tells.
            !self.isPerhapsBuried(incarnation),
            now >= peer.promisedUntil ?? now,
            now - lostSince >= self.patience(for: member, peer: peer, answer: answer)
        else { return [] }
        self.burying.insert(incarnation)
        return [.bury(incarnation)]
    }

    /// A burial ended: done where the node is gone, not done where it has a child.
    mutating func burialEnded(_ incarnation: Incarnation, _ outcome: Outcome) -> [Action] {
        self.burying.remove(incarnation)
        switch outcome {
        case .done:
            // At once: the list that follows may be lost, and this node must not say that it still lists the buried one.
            self.buried.insert(incarnation)
            self.snapshot.members[incarnation] = nil
            return [.publish(self.snapshot)] + self.wantList()
        case .notDone:
            return self.wantList()
        case .unknown:
            self.uncertain.insert(incarnation)
            self.flights.isListDue = true
            return []
        }
    }

    /// Whether a burial of it is on its way, or nobody knows what came of one: until a list tells, it counts as gone for those who
    /// ask, and is not buried again.
    func isPerhapsBuried(_ incarnation: Incarnation) -> Bool {
        self.burying.contains(incarnation) || self.uncertain.contains(incarnation)
    }

    /// Whether a peer has no `alive`, and this node's hold is what keeps it, or helps to.
    private func isHeldOnly(_ member: MembershipSnapshot.Member) -> Bool {
        member.alive == nil && self.peers[member.incarnation]?.hold.isThere == true
    }

    mutating func lookAfter(_ listing: Listing, own: Incarnation, now: Duration) -> [Action] {
        var peer = self.peers[listing.incarnation] ?? Peer()
        if let highest = listing.alive?.highestListed, highest >= own.rawValue {
            peer.knowsThis = true
        }
        if listing.hasChild {
            peer.lostSince = nil
        }
        peer.hold.listed(isThere: listing.holders.contains(own))
        self.peers[listing.incarnation] = peer
        return listing.hasChild ? [] : self.probeIfDue(MembershipSnapshot.Member(listing), now: now)
    }

    private mutating func probeIfDue(_ member: MembershipSnapshot.Member, now: Duration) -> [Action] {
        guard self.isInContact, var peer = self.peers[member.incarnation] else { return [] }
        guard member.record != nil else {
            // Nobody can ask without an address, and who was not asked is not buried: those who can read it see to it.
            return self.releaseIfDue(member, isAnswering: false, now: now)
        }
        if !member.isRegistered {
            peer.lostSince = peer.lostSince ?? now
        }
        let isDue = !peer.isProbed
        peer.isProbed = true
        self.peers[member.incarnation] = peer
        return isDue ? [.probe(member)] : []
    }

    private func patience(for member: MembershipSnapshot.Member, peer: Peer, answer: ProbeAnswer) -> Duration {
        let isReplaced = self.snapshot.members.values.contains { other in
            guard let record = member.record, let otherRecord = other.record else { return false }
            return other.incarnation > member.incarnation && other.isRegistered && otherRecord.hasAddress(of: record)
        }
        if isReplaced { return .zero }
        guard peer.knowsThis else { return self.timing.stranger }
        return answer == .refused ? .zero : self.timing.known
    }
}

extension MembershipSnapshot.Member {
    init(_ listing: MembershipStateMachine.Listing) {
        self.init(
            incarnation: listing.incarnation,
            record: listing.record,
            alive: listing.alive,
            isRegistered: listing.hasChild
        )
    }
}
