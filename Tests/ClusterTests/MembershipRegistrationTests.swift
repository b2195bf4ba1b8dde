import Handles
import Testing

@testable import Cluster

@Suite("Registration")
struct MembershipRegistrationTests {
    typealias Transcript = MembershipTranscript

    @Test("a node registers, then lists, then says what it has listed")
    func start() {
        var machine = MembershipStateMachine()
        #expect(machine.snapshot.standing(of: 0) == .notYetSeen)
        let opened = machine.sessionOpened()
        #expect(opened == [.createNode])
        let created = machine.nodeCreated(4)
        #expect(created == [.createAlive(4)])
        let alive = machine.aliveCreated(4, highestListed: nil, now: .zero)
        #expect(alive == [.readContact(4), .list])
        var transcript = Transcript(machine: machine)
        let listed = transcript.list([Transcript.alive(2), Transcript.alive(4), Transcript.lost(3)], at: 0)
        #expect(listed == [.writeAlive(4, highestListed: 4), Transcript.probe(3)])
        let snapshot = transcript.machine.snapshot
        #expect(snapshot.standing(of: 4) == .own)
        guard case .registered = snapshot.standing(of: 2), case .lost = snapshot.standing(of: 3) else {
            Issue.record("2 is registered, 3 is lost")
            return
        }
        #expect(snapshot.standing(of: 1) == .gone)
        #expect(snapshot.standing(of: 5) == .notYetSeen)
    }

    @Test("what it has listed is written once, and again when there is more")
    func highestListed() {
        var transcript = Transcript.registered(as: 4)
        let same = transcript.list([Transcript.alive(4)], at: 1)
        #expect(same == [])
        let more = transcript.list([Transcript.alive(4), Transcript.alive(6)], at: 2)
        #expect(more == [.writeAlive(4, highestListed: 6)])
    }

    @Test("after a lost connection what it has listed is written again, for the write may be lost")
    func rewrite() {
        var transcript = Transcript.registered(as: 4)
        transcript.machine.contactLost()
        let regained = transcript.machine.contactRegained()
        #expect(regained == [.list])
        let listed = transcript.list([Transcript.alive(4)], at: 1)
        #expect(listed == [.writeAlive(4, highestListed: 4)])
    }

    @Test("after an expired session it registers again under the same incarnation, before it lists")
    func expiry() {
        var transcript = Transcript.registered(as: 4)
        transcript.machine.contactLost()
        let opened = transcript.machine.sessionOpened()
        #expect(opened == [.createAlive(4)])
        #expect(transcript.machine.snapshot.standing(of: 4) == .own)
        let alive = transcript.machine.aliveCreated(4, highestListed: 4, now: .zero)
        #expect(alive == [.readContact(4), .list])
    }

    @Test("an `alive` of its own earlier session is replaced")
    func leftover() {
        var transcript = Transcript.registered(as: 4)
        _ = transcript.machine.sessionOpened()
        let found = transcript.machine.aliveFoundOfOtherSession(4)
        #expect(found == [.replaceAlive(4)])
        let replaced = transcript.machine.aliveCreated(4, highestListed: 4, now: .zero)
        #expect(replaced == [.readContact(4), .list])
    }

    @Test("buried meanwhile, it ends its sessions and starts over as a new incarnation")
    func buried() {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(5, listed: 5)])
        _ = transcript.machine.sessionOpened()
        let actions = transcript.machine.ownNodeGone(4)
        let snapshot = transcript.machine.snapshot
        #expect(actions == [.publish(snapshot), .endSessions(4), .createNode])
        #expect(snapshot.standing(of: 4) == .gone)
        let created = transcript.machine.nodeCreated(6)
        #expect(created == [.createAlive(6)])
    }

    @Test("buried is noticed from a listing too")
    func buriedByListing() {
        var transcript = Transcript.registered(as: 4)
        let actions = transcript.list([Transcript.alive(5)], at: 1)
        #expect(actions == [.endSessions(4), .createNode])
    }

    @Test("an `alive` that somebody deleted is created again")
    func aliveDeleted() {
        var transcript = Transcript.registered(as: 4)
        let actions = transcript.list([Transcript.lost(4)], at: 1)
        #expect(actions == [.createAlive(4)])
    }

    @Test("a node that could not register yet tries again on every contact")
    func interrupted() {
        var machine = MembershipStateMachine()
        let opened = machine.sessionOpened()
        machine.contactLost()
        let regained = machine.contactRegained()
        #expect(opened == regained)
        _ = machine.nodeCreated(1)
        machine.contactLost()
        let again = machine.contactRegained()
        #expect(again == [.createAlive(1)])
    }

    @Test("an orderly stop buries the node itself, and nothing is done after it")
    func stop() {
        var transcript = Transcript.registered(as: 4)
        let stopped = transcript.machine.stopRequested()
        #expect(stopped == [.publish(transcript.machine.snapshot), .leave(4)])
        #expect(transcript.machine.snapshot.standing(of: 4) == .gone)
        let opened = transcript.machine.sessionOpened()
        let listed = transcript.list([Transcript.alive(4)], at: 1)
        #expect(opened == [] && listed == [])
    }

    @Test("a highest incarnation once listed stays, though its node is gone")
    func highestStays() {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(9)])
        _ = transcript.list([Transcript.alive(4)], at: 1)
        #expect(transcript.machine.snapshot.standing(of: 9) == .gone)
        #expect(transcript.machine.snapshot.standing(of: 10) == .notYetSeen)
    }

    @Test("a node that ends before its first list calls nobody gone whom it has not seen")
    func endBeforeList() {
        var machine = MembershipStateMachine()
        _ = machine.sessionOpened()
        _ = machine.nodeCreated(4)
        var stopped = machine
        _ = stopped.stopRequested()
        _ = machine.ownNodeGone(4)
        for machine in [stopped, machine] {
            #expect(machine.snapshot.standing(of: 3) == .notYetSeen)
        }
    }
}
