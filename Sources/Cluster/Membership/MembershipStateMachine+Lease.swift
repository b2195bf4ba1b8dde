import Handles

/// How long a node may serve its own sessions (design, section 3, "Lease").
///
/// One session timeout from the last contact it cannot have been buried. After that it serves on a lease lent by a peer that
/// holds it, or while everybody says that nobody has contact.
extension MembershipStateMachine {
    /// The peers' answers of one question, until the last has come.
    struct AskRound: Sendable, Hashable {
        var startedAt: Duration
        var awaited: Set<Incarnation>
        /// Whether all so far have no contact and list this node.
        var isExcused = true
    }

    /// Until when the node may serve its own sessions; `nil` for never. One comparison for who asks.
    var servesUntil: Duration? {
        guard self.own != nil else { return nil }
        let byContact = self.contactAt.map { $0 + self.timing.sessionTimeout }
        return [byContact, self.lentUntil, self.excusedUntil].compactMap { $0 }.max()
    }

    /// Sends a read of the own `nodes/<n>`, unless one is on its way.
    mutating func readContact(_ own: Incarnation) -> [Action] {
        guard !self.flights.contact else { return [] }
        self.flights.contact = true
        return [.readContact(own)]
    }

    /// A read of the own `nodes/<n>` ended, in an answer or without one.
    mutating func contactRead(_ own: Incarnation, isThere: Bool?, sentAt: Duration) -> [Action] {
        self.flights.contact = false
        switch isThere {
        case true?: self.contactAnswered(sentAt: sentAt)
        case false?: return self.ownNodeGone(own)
        case nil: break
        }
        return []
    }

    /// A read of the own `nodes/<n>` was answered: it is there.
    ///
    /// - Parameter sentAt: When it was sent: what it tells was true then, at the earliest.
    private mutating func contactAnswered(sentAt: Duration) {
        // Before `alive` was confirmed in this session the node may have been buried.
        guard case .registered = self.phase, let registeredAt, sentAt >= registeredAt else { return }
        self.contactAt = max(self.contactAt ?? sentAt, sentAt)
    }

    /// Asks the peers to be held, when contact is missed and no question is under way.
    mutating func askIfDue(now: Duration) -> [Action] {
        guard
            let own, self.round == nil, let contactAt,
            now - contactAt > self.timing.askAfter
        else { return [] }
        let peers = self.snapshot.members.values
            .filter { $0.incarnation != own }
            .sorted { $0.incarnation < $1.incarnation }
        self.round = AskRound(startedAt: now, awaited: Set(peers.map(\.incarnation)))
        return self.endRoundIfComplete() + peers.map { .askForLease($0) }
    }

    /// A peer answered the question, or did not in time.
    mutating func leaseAnswered(_ peer: Incarnation, _ answer: LeaseAnswer) -> [Action] {
        guard var round = self.round, round.awaited.remove(peer) != nil else { return [] }
        switch answer {
        case .lent(let duration):
            let until = round.startedAt + duration
            self.lentUntil = max(self.lentUntil ?? until, until)
            round.isExcused = false
        case .noContact(let listsAsker):
            round.isExcused = round.isExcused && listsAsker
        case .notHeld, .unanswered:
            round.isExcused = false
        }
        self.round = round
        return self.endRoundIfComplete()
    }

    private mutating func endRoundIfComplete() -> [Action] {
        guard let round = self.round, round.awaited.isEmpty else { return [] }
        self.round = nil
        if round.isExcused {
            // Counted from the question: every peer's promise not to bury began later, and lasts longer.
            self.excusedUntil = round.startedAt + self.timing.excuse
        }
        return []
    }
}
