import Handles

extension MembershipStateMachine {
    /// A new ZooKeeper session is open. It registers before it lists: a read alone may come from a server that lags.
    ///
    /// Answers to what was sent in an earlier session come no more: what was done of it is looked up.
    mutating func sessionOpened() -> [Action] {
        self.contactGained()
        var actions = self.holdsForgotten()
        self.uncertain.formUnion(self.burying)
        self.burying = []
        if self.flights.list?.isLook == true || self.flights.isLookWanted { actions.append(.refuseLooks) }
        self.flights = Flights(leave: self.flights.leave, isWriteWanted: self.flights.isWriteWanted)
        switch self.phase {
        case .unregistered:
            return actions + self.createNode()
        case .registering(let own), .registered(let own):
            self.phase = .registering(own)
            return actions + [.createAlive(own)]
        case .left:
            return actions
        }
    }

    /// The connection came back to the same ZooKeeper session: what was registered still is, but watches may have been
    /// missed.
    mutating func contactRegained() -> [Action] {
        self.contactGained()
        return self.resume()
    }

    /// ZooKeeper does not answer. The seconds of those that are lost count anew after this.
    mutating func contactLost() {
        self.isInContact = false
        // A write under way may be lost; it is made again with the next list.
        self.writtenHighest = nil
    }

    /// `nodes/<n>` is there, created now or found by the node's GUID.
    mutating func nodeCreated(_ own: Incarnation) -> [Action] {
        self.flights.node = false
        if self.phase == .left, !self.flights.leave {
            // Stopped while it was being created.
            self.flights.leave = true
            return [.leave(own)]
        }
        guard case .unregistered = self.phase else { return [] }
        self.phase = .registering(own)
        self.contactAt = nil
        self.lentUntil = nil
        self.excusedUntil = nil
        self.round = nil
        // Who knew an earlier incarnation need not know this one.
        for peer in self.peers.keys { self.peers[peer]?.knowsThis = false }
        let actions = self.holdsForgotten()
        return actions + [.createAlive(own)]
    }

    /// No answer came. With the next contact it is looked for before it is created again.
    mutating func nodeUnanswered() {
        self.flights.node = false
    }

    /// The own `alive` is there in the present session, with what it says.
    mutating func aliveCreated(_ own: Incarnation, highestListed: Incarnation?, now: Duration) -> [Action] {
        guard self.phase == .registering(own) else { return [] }
        self.phase = .registered(own)
        self.registeredAt = now
        self.writtenHighest = highestListed
        // What was sent before says nothing of this registration.
        self.flights.list?.isStale = true
        let report = self.flights.isWriteWanted ? self.write() : []
        return self.readContact(own) + report + self.wantList()
    }

    /// The own `alive` is there already, of an earlier session of this node.
    mutating func aliveFoundOfOtherSession(_ own: Incarnation) -> [Action] {
        guard self.phase == .registering(own) else { return [] }
        return [.replaceAlive(own)]
    }

    /// An answer said that the own `nodes/<n>` is gone: this incarnation was buried. Start over as a new one, unless that was done
    /// already.
    mutating func ownNodeGone(_ own: Incarnation) -> [Action] {
        guard self.own == own else { return [] }
        self.phase = .unregistered
        self.writtenHighest = nil
        self.forgetOwn(own)
        return [.publish(self.snapshot), .endSessions(own)] + self.createNode()
    }

    /// The own `alive` vanished while its session lives: somebody deleted it.
    mutating func ownAliveGone() -> [Action] {
        guard case .registered(let own) = self.phase else { return [] }
        self.phase = .registering(own)
        return [.createAlive(own)]
    }

    /// An orderly stop is asked for.
    mutating func stopRequested() -> [Action] {
        guard self.phase != .left else { return [] }
        guard let own = self.own else {
            self.phase = .left
            return []
        }
        self.phase = .left
        self.flights.leave = true
        self.forgetOwn(own)
        return [.publish(self.snapshot), .leave(own)]
    }

    /// The own znodes are deleted, or ZooKeeper did not answer: the others will see to it.
    mutating func leaveEnded() {
        self.flights.leave = false
    }

    /// Whether all is done. What was lent outlives the node: its session, and with it its holds, ends no earlier.
    func hasEnded(now: Duration) -> Bool {
        self.phase == .left && !self.flights.leave && !self.flights.node
            && self.peers.values.allSatisfy { now >= $0.lentUntil ?? now }
    }

    /// What is next for a node in this phase, with contact.
    mutating func resume() -> [Action] {
        switch self.phase {
        case .unregistered: self.createNode()
        case .registering(let own): [.createAlive(own)]
        case .registered: self.wantList()
        case .left: []
        }
    }

    /// Where this node was never listed, neither were those that came before it: nothing is said of what was not seen.
    private mutating func forgetOwn(_ own: Incarnation) {
        self.snapshot.own = nil
        self.snapshot.members[own] = nil
    }

    private mutating func createNode() -> [Action] {
        self.flights.node = true
        return [.createNode]
    }

    private mutating func contactGained() {
        self.isInContact = true
        for peer in self.peers.keys { self.peers[peer]?.lostSince = nil }
    }
}
