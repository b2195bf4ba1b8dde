import Handles

extension MembershipStateMachine {
    /// A new ZooKeeper session is open. It registers before it lists: a read alone may come from a server that lags.
    ///
    /// What an earlier session held is gone, or goes when that expires.
    mutating func sessionOpened() -> [Action] {
        self.contactGained()
        for peer in self.peers.keys {
            self.peers[peer]?.isHeld = false
            self.peers[peer]?.lentUntil = nil
        }
        switch self.phase {
        case .unregistered:
            return [.createNode]
        case .registering(let own), .registered(let own):
            self.phase = .registering(own)
            return [.createAlive(own)]
        case .left:
            return []
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
        guard case .unregistered = self.phase else { return [] }
        self.phase = .registering(own)
        self.contactAt = nil
        self.lentUntil = nil
        self.excusedUntil = nil
        self.round = nil
        // Who knew an earlier incarnation need not know this one.
        for peer in self.peers.keys { self.peers[peer]?.knowsThis = false }
        return [.createAlive(own)]
    }

    /// The own `alive` is there in the present session, with what it says.
    mutating func aliveCreated(highestListed: Incarnation?, now: Duration) -> [Action] {
        guard case .registering(let own) = self.phase else { return [] }
        self.phase = .registered(own)
        self.registeredAt = now
        self.writtenHighest = highestListed
        return [.readContact(own), .list]
    }

    /// The own `alive` is there already, of an earlier session of this node.
    mutating func aliveFoundOfOtherSession() -> [Action] {
        guard case .registering(let own) = self.phase else { return [] }
        return [.replaceAlive(own)]
    }

    /// A write to the own znodes said that `nodes/<n>` is gone: this incarnation was buried. Start over as a new one.
    mutating func ownNodeGone() -> [Action] {
        guard let own = self.own else { return [] }
        self.phase = .unregistered
        self.writtenHighest = nil
        self.snapshot.own = nil
        self.snapshot.members[own] = nil
        self.snapshot.highestListed = max(self.snapshot.highestListed ?? own, own)
        return [.publish(self.snapshot), .endSessions(own), .createNode]
    }

    /// The own `alive` vanished while its session lives: somebody deleted it.
    mutating func ownAliveGone() -> [Action] {
        guard case .registered(let own) = self.phase else { return [] }
        self.phase = .registering(own)
        return [.createAlive(own)]
    }

    /// An orderly stop is asked for.
    mutating func stopRequested() -> [Action] {
        guard let own = self.own else {
            self.phase = .left
            return []
        }
        self.phase = .left
        self.snapshot.own = nil
        self.snapshot.members[own] = nil
        self.snapshot.highestListed = max(self.snapshot.highestListed ?? own, own)
        return [.publish(self.snapshot), .leave(own)]
    }

    /// What is next for a node in this phase, with contact.
    func resume() -> [Action] {
        switch self.phase {
        case .unregistered: [.createNode]
        case .registering(let own): [.createAlive(own)]
        case .registered: [.list]
        case .left: []
        }
    }

    private mutating func contactGained() {
        self.isInContact = true
        for peer in self.peers.keys { self.peers[peer]?.lostSince = nil }
    }
}
