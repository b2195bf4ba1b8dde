import Handles

extension MembershipStateMachine {
    /// ZooKeeper said who is there.
    mutating func listed(_ listings: [Listing], now: Duration) -> [Action] {
        guard case .registered(let own) = self.phase else { return [] }
        guard let ownListing = listings.first(where: { $0.incarnation == own }) else {
            return self.ownNodeGone()
        }
        guard ownListing.alive != nil else {
            return self.ownAliveGone()
        }
        let highest = listings.reduce(max(self.snapshot.highestListed ?? own, own)) { max($0, $1.incarnation) }
        self.snapshot = MembershipSnapshot(
            own: own,
            members: Dictionary(
                listings.map { ($0.incarnation, MembershipSnapshot.Member($0)) },
                uniquingKeysWith: { first, _ in first }
            ),
            highestListed: highest
        )
        var actions: [Action] = [.publish(self.snapshot)]
        if self.writtenHighest != highest {
            self.writtenHighest = highest
            actions.append(.writeAlive(own, highestListed: highest))
        }
        self.peers = self.peers.filter { self.snapshot.members[$0.key] != nil }
        for listing in listings where listing.incarnation != own {
            actions += self.lookAfter(listing, own: own, now: now)
        }
        return actions
    }

    /// A second has passed: ask those that are lost once more.
    mutating func ticked(now: Duration) -> [Action] {
        guard self.isInContact, case .registered = self.phase else { return [] }
        return self.snapshot.members.values
            .filter { !$0.isRegistered && $0.incarnation != self.snapshot.own }
            .sorted { $0.incarnation < $1.incarnation }
            .flatMap { self.probeIfDue($0, now: now) }
    }

    /// A probe ended.
    mutating func probed(_ incarnation: Incarnation, _ answer: ProbeAnswer, now: Duration) -> [Action] {
        self.peers[incarnation]?.isProbed = false
        guard
            self.isInContact,
            let member = self.snapshot.members[incarnation], !member.isRegistered,
            let peer = self.peers[incarnation], let lostSince = peer.lostSince
        else { return [] }
        if answer == .same {
            // It lives, and will register again when it can.
            self.peers[incarnation]?.lostSince = now
            return []
        }
        guard now - lostSince >= self.patience(for: member, peer: peer, answer: answer) else { return [] }
        return [.bury(incarnation)]
    }

    private mutating func lookAfter(_ listing: Listing, own: Incarnation, now: Duration) -> [Action] {
        var peer = self.peers[listing.incarnation] ?? Peer()
        if let highest = listing.alive?.highestListed, highest >= own.rawValue {
            peer.knowsThis = true
        }
        if listing.hasChild {
            peer.lostSince = nil
        }
        self.peers[listing.incarnation] = peer
        return listing.hasChild ? [] : self.probeIfDue(MembershipSnapshot.Member(listing), now: now)
    }

    private mutating func probeIfDue(_ member: MembershipSnapshot.Member, now: Duration) -> [Action] {
        guard self.isInContact, var peer = self.peers[member.incarnation] else { return [] }
        peer.lostSince = peer.lostSince ?? now
        let isDue = !peer.isProbed
        peer.isProbed = true
        self.peers[member.incarnation] = peer
        return isDue ? [.probe(member)] : []
    }

    private func patience(for member: MembershipSnapshot.Member, peer: Peer, answer: ProbeAnswer) -> Duration {
        let isReplaced = self.snapshot.members.values.contains {
            $0.incarnation > member.incarnation && $0.isRegistered && $0.record.hasAddress(of: member.record)
        }
        if isReplaced { return .zero }
        guard peer.knowsThis else { return self.patience.stranger }
        return answer == .refused ? .zero : self.patience.known
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
