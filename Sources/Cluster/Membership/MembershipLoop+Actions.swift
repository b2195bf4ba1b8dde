import Handles

/// Carries out what the machine says, and takes to it what came of that.
extension MembershipLoop {
    mutating func perform(_ actions: [MembershipStateMachine.Action]) {
        for action in actions { self.perform(action) }
    }

    private mutating func perform(_ action: MembershipStateMachine.Action) {
        switch action {
        case .createNode: self.calls.createNode(self.record)
        case .createAlive(let own):
            self.calls.createAlive(own, self.aliveRecord(self.machine.snapshot.highestListed), replacing: false)
        case .replaceAlive(let own):
            self.calls.createAlive(own, self.aliveRecord(self.machine.snapshot.highestListed), replacing: true)
        case .writeAlive(let own, let highest): self.calls.writeAlive(own, self.aliveRecord(highest))
        case .list: self.calls.list()
        case .look(let own, let highest):
            self.desk.lookBegins()
            self.calls.look(own, self.aliveRecord(highest))
        case .answerLooks: self.desk.answerLooks()
        case .refuseLooks: self.desk.refuseLooks()
        case .readAlives(let incarnations): self.calls.readAlives(incarnations)
        case .publish(let snapshot): self.publish(snapshot)
        case .probe(let member): self.background.yield(.probe(member))
        case .bury(let incarnation): self.calls.bury(incarnation)
        case .endSessions(let own):
            self.membership.eventSource.yield(.buried(own))
            // The start that follows is another one, told apart by another GUID.
            self.record = self.membership.configuration.record
        case .hold(let incarnation):
            if let own = self.machine.own { self.calls.hold(incarnation, by: own) }
        case .release(let incarnation):
            if let own = self.machine.own { self.calls.release(incarnation, by: own) }
        case .readContact(let own): self.calls.readContact(own, sentAt: self.now)
        case .askForLease(let member): self.background.yield(.askForLease(member))
        case .answerLease(let peer, let answer): self.desk.answerLease(of: peer, answer)
        case .leave(let own): self.calls.leave(own)
        }
    }

    /// A call to ZooKeeper ended. One of an earlier session tells nothing any more, but that the node's own end has come.
    mutating func answered(_ answer: RegistryAnswer, in session: Int) throws {
        if case .left = answer {
            self.machine.leaveEnded()
            return
        }
        guard session == self.calls.session else { return }
        switch answer {
        case .left: break
        case .prepared(let identity): self.prepared(identity)
        case .nodeCreated(let own?):
            self.calls.nodeCreated()
            self.perform(self.machine.nodeCreated(own))
        case .nodeCreated(nil): self.machine.nodeUnanswered()
        case .aliveCreated(let own, let outcome, let record): self.aliveCreated(own, outcome, record)
        case .aliveWritten(let outcome): self.perform(self.machine.aliveWritten(outcome))
        case .listed(let reading): self.listed(reading)
        case .alivesRead(let records):
            if let records { self.calls.alivesRead(records) }
            self.perform(self.machine.alivesRead(records))
        case .buried(let incarnation, let outcome): self.perform(self.machine.burialEnded(incarnation, outcome))
        case .held(let peer, let outcome): self.perform(self.machine.held(peer, outcome, now: self.now))
        case .released(let peer, let outcome): self.perform(self.machine.released(peer, outcome))
        case .contactRead(let own, let isThere, let sentAt):
            self.perform(self.machine.contactRead(own, isThere: isThere, sentAt: sentAt))
        }
    }

    private mutating func aliveCreated(_ own: Incarnation, _ outcome: AliveOutcome?, _ record: AliveRecord) {
        switch outcome {
        case .created:
            let highest = record.highestListed.map(Incarnation.init(rawValue:))
            self.perform(self.machine.aliveCreated(own, highestListed: highest, now: self.now))
        case .foundOfOtherSession: self.perform(self.machine.aliveFoundOfOtherSession(own))
        case .nodeGone: self.perform(self.machine.ownNodeGone(own))
        case nil: break
        }
    }

    private mutating func listed(_ reading: NodeTree.Reading?) {
        guard let (listings, complaints) = self.calls.listed(reading) else {
            self.perform(self.machine.listUnanswered())
            return
        }
        for complaint in complaints { self.membership.configuration.log?(complaint) }
        self.perform(self.machine.listed(listings, now: self.now))
        // Those who came while it was under way.
        if self.desk.isLookWanted { self.perform(self.machine.lookAsked()) }
    }

    private func aliveRecord(_ highestListed: Incarnation?) -> AliveRecord {
        let report = self.membership.state.withLock { $0.report }
        return AliveRecord(activity: report.activity, highestListed: highestListed?.rawValue, sessions: report.sessions)
    }

    private func publish(_ snapshot: MembershipSnapshot) {
        let old = self.membership.state.withLock { state in
            defer { state.snapshot = snapshot }
            return state.snapshot
        }
        if old != snapshot { self.membership.tellObservers(snapshot) }
        if old.own != snapshot.own, let own = snapshot.own {
            self.membership.eventSource.yield(.registered(own))
        }
    }
}
