import Testing

@testable import Cluster

@Suite("Reading who is there")
struct ReadingTests {
    typealias Transcript = MembershipTranscript
    typealias Action = MembershipStateMachine.Action

    /// 4, alone, with contact.
    private func transcript() -> Transcript {
        var transcript = Transcript.registered(as: 4)
        transcript.contact(at: 0)
        return transcript
    }

    @Test("one list is on its way; however much changes meanwhile, one more follows")
    func together() {
        var transcript = self.transcript()
        let first = transcript.machine.changed()
        #expect(first == [.list])
        for _ in 0..<20 {
            let more = transcript.machine.changed()
            #expect(more == [])
        }
        let answered = transcript.list([Transcript.alive(4)], at: 1)
        #expect(answered == [.list])
        let last = transcript.list([Transcript.alive(4)], at: 1)
        #expect(last == [])
    }

    @Test("a list that was lost is made again with the next second, or the next contact")
    func lost() {
        var transcript = self.transcript()
        _ = transcript.machine.changed()
        let lost = transcript.machine.listUnanswered()
        let ticked = transcript.tick(at: 1)
        #expect(lost == [] && ticked == [.readContact(4), .list])
    }

    @Test("a list sent before the registration says nothing of it")
    func stale() {
        var transcript = self.transcript()
        _ = transcript.machine.changed()
        let gone = transcript.machine.ownNodeGone(4)
        #expect(gone.contains(.createNode))
        _ = transcript.machine.nodeCreated(6)
        let alive = transcript.machine.aliveCreated(6, highestListed: nil, now: .seconds(1))
        #expect(alive == [.readContact(6)], "the list waits for the one on its way")
        let old = transcript.list([Transcript.alive(5)], at: 1)
        #expect(old == [.list] && transcript.machine.own == 6)
        let new = transcript.list([Transcript.alive(6)], at: 1)
        #expect(new == [.writeAlive(6, highestListed: 6)])
    }

    @Test("a look is a write, then a list, begun after it was asked for")
    func look() {
        var transcript = self.transcript()
        _ = transcript.machine.changed()
        let early = transcript.machine.lookAsked()
        #expect(early == [], "the list on its way was sent before")
        let listed = transcript.list([Transcript.alive(4)], at: 1)
        #expect(listed == [.look(4, highestListed: 4)])
        let looked = transcript.list([Transcript.alive(4)], at: 1)
        #expect(looked == [.answerLooks])
    }

    @Test("a look without contact, or whose answer is lost, or that shows this node gone, tells nothing")
    func refusedLook() {
        var transcript = self.transcript()
        _ = transcript.machine.lookAsked()
        let lost = transcript.machine.listUnanswered()
        _ = transcript.machine.lookAsked()
        let gone = transcript.list([], at: 1)
        #expect(lost == [.refuseLooks] && gone == [.endSessions(4), .createNode, .refuseLooks])
        let unregistered = transcript.machine.lookAsked()
        #expect(unregistered == [.refuseLooks])
        var cut = self.transcript()
        cut.machine.contactLost()
        let refused = cut.machine.lookAsked()
        #expect(refused == [.refuseLooks])
    }

    @Test("one write of the own `alive` is on its way: the last report comes last")
    func writes() {
        var transcript = self.transcript()
        let first = transcript.machine.reportChanged()
        let second = transcript.machine.reportChanged()
        let write = [Action.writeAlive(4, highestListed: 4)]
        #expect(first == write && second == [])
        let look = transcript.machine.lookAsked()
        let written = transcript.machine.aliveWritten(.done)
        #expect(look == [] && written == [.look(4, highestListed: 4)], "a look writes what is new too")
        let third = transcript.machine.reportChanged()
        let looked = transcript.machine.listed([Transcript.alive(4)], now: .seconds(1))
        #expect(third == [] && looked.suffix(2) == [.answerLooks] + write)
    }

    @Test("a report that changes while `alive` is being created is written after it")
    func reportWhileRegistering() {
        var transcript = self.transcript()
        _ = transcript.machine.sessionOpened()
        let report = transcript.machine.reportChanged()
        let created = transcript.machine.aliveCreated(4, highestListed: 4, now: .seconds(1))
        #expect(report == [] && created == [.readContact(4), .writeAlive(4, highestListed: 4), .list])
    }

    @Test(
        "what nodes say is read of strangers each second, of one of all in turn, and nothing of the lost"
    )
    func alives() {
        let others = [
            Transcript.alive(5, listed: 9), Transcript.alive(6, listed: 9), Transcript.alive(7, listed: 3),
            Transcript.lost(8),
        ]
        var transcript = Transcript.registered(as: 4, listing: others)
        var read: [[Action]] = []
        for second in 1...3 {
            read.append(
                transcript.machine.ticked(now: .seconds(second))
                    .filter { if case .readAlives = $0 { true } else { false } }
            )
            if second > 1 {
                let ended = transcript.machine.alivesRead(nil)
                #expect(ended == [])
            }
        }
        #expect(read == [[.readAlives([4, 7])], [], [.readAlives([5, 7])]])
        let record = AliveRecord(activity: .draining, highestListed: 4, sessions: 3)
        let known = transcript.machine.alivesRead([7: record, 8: record])
        #expect(known == [.publish(transcript.machine.snapshot)])
        #expect(transcript.machine.snapshot.members[7]?.alive == record)
        #expect(transcript.machine.snapshot.members[8]?.alive == nil, "a list says who is lost")
        #expect(transcript.machine.peers[7]?.knowsThis == true)
    }

    @Test("one that is buried is forgotten at once, though the list that follows is lost, or was sent before")
    func forgotten() {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(5, listed: 5)])
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        _ = transcript.machine.probed(5, .refused, now: .seconds(10))
        _ = transcript.machine.changed()
        let buried = transcript.machine.burialEnded(5, .done)
        #expect(buried == [.publish(transcript.machine.snapshot)])
        #expect(transcript.machine.snapshot.standing(of: 5) == .gone)
        let old = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        #expect(old == [.list] && transcript.machine.snapshot.standing(of: 5) == .gone)
        _ = transcript.machine.listUnanswered()
        transcript.machine.contactLost()
        let asked = transcript.machine.leaseAsked(by: 5, now: .seconds(11))
        #expect(asked == [.answerLease(5, .noContact(listsAsker: false))])
    }

    @Test("a burial whose answer was lost is looked up before it is tried again")
    func unknownBurial() {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(5, listed: 5)])
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        _ = transcript.machine.probed(5, .refused, now: .seconds(10))
        let twice = transcript.machine.probed(5, .refused, now: .seconds(10))
        _ = transcript.machine.burialEnded(5, .unknown)
        let again = transcript.machine.probed(5, .refused, now: .seconds(11))
        #expect(twice == [] && again == [])
        let ticked = transcript.tick(at: 11)
        #expect(ticked.contains(.list))
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 11)
        let listed = transcript.machine.probed(5, .refused, now: .seconds(11))
        #expect(listed == [.bury(5)])
    }

    @Test("a stop while the znode is being created deletes it before the end")
    func stopWhileCreating() {
        var machine = MembershipStateMachine()
        _ = machine.sessionOpened()
        let stopped = machine.stopRequested()
        #expect(stopped == [] && !machine.hasEnded(now: .zero))
        let created = machine.nodeCreated(4)
        #expect(created == [.leave(4)] && !machine.hasEnded(now: .zero))
        machine.leaveEnded()
        #expect(machine.hasEnded(now: .zero))
    }
}
