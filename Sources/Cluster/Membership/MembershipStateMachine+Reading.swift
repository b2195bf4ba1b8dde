import Handles

/// Reads of ZooKeeper: never more than one of a kind is on its way.
extension MembershipStateMachine {
    /// A watch told of a change.
    mutating func changed() -> [Action] {
        self.wantList()
    }

    /// Reads who is there, now, or once the list that is on its way has come.
    mutating func wantList() -> [Action] {
        guard self.isInContact, case .registered = self.phase else { return [] }
        guard self.flights.list == nil else {
            self.flights.list?.isWantedAgain = true
            return []
        }
        self.flights.isListDue = false
        self.flights.list = ListFlight(uncertain: self.uncertain)
        return [.list]
    }

    /// Somebody needs a fresh look: a write, then a list, begun after this. It waits for a list or a write on its way.
    mutating func lookAsked() -> [Action] {
        self.flights.isLookWanted = false
        guard self.isInContact, case .registered(let own) = self.phase else { return [.refuseLooks] }
        guard self.flights.list == nil, !self.flights.write else {
            self.flights.isLookWanted = true
            return []
        }
        self.flights.isListDue = false
        self.flights.list = ListFlight(isLook: true, uncertain: self.uncertain)
        return [.look(own, highestListed: self.snapshot.highestListed ?? own)]
    }

    /// ZooKeeper said who is there.
    mutating func listed(_ listings: [Listing], now: Duration) -> [Action] {
        let flight = self.flights.list ?? ListFlight(uncertain: self.uncertain)
        self.flights.list = nil
        var actions = flight.isStale ? [] : self.take(listings, of: flight, now: now)
        if flight.isLook {
            // Where the list shows that this node is gone itself, it has not told about the others.
            let isRegistered = if case .registered = self.phase { true } else { false }
            actions.append(isRegistered && !flight.isStale ? .answerLooks : .refuseLooks)
        }
        return actions + self.listEnded(flight)
    }

    /// ZooKeeper did not answer a list or a look.
    mutating func listUnanswered() -> [Action] {
        guard let flight = self.flights.list else { return [] }
        self.flights.list = nil
        self.flights.isListDue = true
        return (flight.isLook ? [.refuseLooks] : []) + self.listEnded(flight)
    }

    private mutating func listEnded(_ flight: ListFlight) -> [Action] {
        var actions: [Action] = []
        if flight.isLook, self.flights.isWriteWanted { actions += self.write() }
        if self.flights.isLookWanted { return actions + self.lookAsked() }
        return flight.isWantedAgain ? actions + self.wantList() : actions
    }

    private mutating func take(_ listings: [Listing], of flight: ListFlight, now: Duration) -> [Action] {
        guard case .registered(let own) = self.phase else { return [] }
        guard let ownListing = listings.first(where: { $0.incarnation == own }) else {
            return self.ownNodeGone(own)
        }
        guard ownListing.alive != nil else {
            return self.ownAliveGone()
        }
        let highest = listings.reduce(max(self.snapshot.highestListed ?? own, own)) { max($0, $1.incarnation) }
        // A list that was sent before a burial may still show who was buried. One that does not is followed by none that does.
        self.buried.formIntersection(listings.map(\.incarnation))
        let listings = listings.filter { !self.buried.contains($0.incarnation) }
        self.snapshot = MembershipSnapshot(
            own: own,
            members: Dictionary(
                listings.map { ($0.incarnation, MembershipSnapshot.Member($0)) },
                uniquingKeysWith: { first, _ in first }
            ),
            highestListed: highest
        )
        self.uncertain.subtract(flight.uncertain)
        var actions: [Action] = [.publish(self.snapshot)]
        if self.writtenHighest != highest {
            actions += self.write()
        }
        self.peers = self.peers.filter { self.snapshot.members[$0.key] != nil || $0.value.isAwaited }
        for listing in listings where listing.incarnation != own {
            actions += self.lookAfter(listing, own: own, now: now)
        }
        return actions
    }

    // MARK: The own `alive`

    /// What the node says of itself has changed.
    mutating func reportChanged() -> [Action] {
        switch self.phase {
        case .registered: return self.write()
        case .registering:
            // What is being created may say the old.
            self.flights.isWriteWanted = true
            return []
        case .unregistered, .left: return []
        }
    }

    /// A write of `alive` was answered, or not.
    mutating func aliveWritten(_ outcome: Outcome) -> [Action] {
        self.flights.write = false
        if outcome == .unknown { self.writtenHighest = nil }
        if self.flights.isLookWanted, self.flights.list == nil { return self.lookAsked() }
        return self.flights.isWriteWanted ? self.write() : []
    }

    /// One write at a time: of two on their way the older might come last.
    mutating func write() -> [Action] {
        guard case .registered(let own) = self.phase else { return [] }
        guard !self.flights.write, self.flights.list?.isLook != true else {
            self.flights.isWriteWanted = true
            return []
        }
        let highest = self.snapshot.highestListed ?? own
        self.flights.isWriteWanted = false
        self.flights.write = true
        self.writtenHighest = highest
        return [.writeAlive(own, highestListed: highest)]
    }

    // MARK: Others' `alive`

    /// What a node says of itself is not watched, or each change of one would cost all: it is read each second of those that have
    /// not said yet that they know this node, and of one more, in turn, this node among them.
    mutating func readAlives() -> [Action] {
        guard !self.flights.alives else { return [] }
        let registered = self.snapshot.members.values.filter { $0.alive != nil }.map(\.incarnation).sorted()
        let next = registered.first { $0 > self.flights.lastAlive ?? $0 } ?? registered.first
        let due = registered.filter { $0 == next || $0 != self.own && self.peers[$0]?.knowsThis != true }
        guard !due.isEmpty else { return [] }
        self.flights.lastAlive = next
        self.flights.alives = true
        return [.readAlives(due)]
    }

    /// What others say of themselves; `nil` where no answer came.
    mutating func alivesRead(_ records: [Incarnation: AliveRecord]?) -> [Action] {
        self.flights.alives = false
        guard let records, case .registered(let own) = self.phase else { return [] }
        let old = self.snapshot
        for (incarnation, record) in records where self.snapshot.members[incarnation]?.alive != nil {
            self.snapshot.members[incarnation]?.alive = record
            if let highest = record.highestListed, highest >= own.rawValue {
                self.peers[incarnation]?.knowsThis = true
            }
        }
        return self.snapshot == old ? [] : [.publish(self.snapshot)]
    }
}
