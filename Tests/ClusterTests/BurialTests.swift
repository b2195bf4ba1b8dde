import Handles
import Testing

@testable import Cluster

@Suite("Burying")
struct BurialTests {
    typealias Transcript = MembershipTranscript
    typealias Action = MembershipStateMachine.Action

    /// Registered as 4, with a 5 that is registered and knows 4, or not.
    private func transcript(known: Bool) -> Transcript {
        Transcript.registered(as: 4, listing: [Transcript.alive(5, listed: known ? 5 : 3)])
    }

    @Test("one that knew this node is buried at once when its address refuses connections")
    func refused() {
        var transcript = self.transcript(known: true)
        let lost = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        #expect(lost == [Transcript.probe(5)])
        let probed = transcript.machine.probed(5, .refused, now: .seconds(10))
        #expect(probed == [.bury(5)])
    }

    @Test("one that does not answer is asked each second and buried after ten seconds")
    func silent() {
        var transcript = self.transcript(known: true)
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        for second in 10..<20 {
            let probed = transcript.machine.probed(5, .unanswered, now: .seconds(second))
            #expect(probed == [])
            let ticked = transcript.tick(at: second + 1)
            #expect(ticked == [.readContact(4), Transcript.probe(5)])
        }
        let probed = transcript.machine.probed(5, .unanswered, now: .seconds(20))
        #expect(probed == [.bury(5)])
    }

    @Test(
        "a stranger is buried after sixty seconds, refused or not",
        arguments: [
            ProbeAnswer.refused, .unanswered,
        ]
    )
    func stranger(answer: ProbeAnswer) {
        var transcript = self.transcript(known: false)
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        let early = transcript.machine.probed(5, answer, now: .seconds(69))
        #expect(early == [])
        let late = transcript.machine.probed(5, answer, now: .seconds(70))
        #expect(late == [.bury(5)])
    }

    @Test("one whose address has a newer registered incarnation is buried at once, known or not")
    func replaced() {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.lost(5, port: 80)])
        let early = transcript.machine.probed(5, .unanswered, now: .zero)
        #expect(early == [])
        _ = transcript.list(
            [Transcript.alive(4), Transcript.lost(5, port: 80), Transcript.lost(6, port: 80)],
            at: 1
        )
        let lostToo = transcript.machine.probed(5, .unanswered, now: .seconds(1))
        #expect(lostToo == [], "the newer one must be registered")
        _ = transcript.list(
            [Transcript.alive(4), Transcript.lost(5, port: 80), Transcript.alive(6, port: 80)],
            at: 2
        )
        let replaced = transcript.machine.probed(5, .unanswered, now: .seconds(2))
        #expect(replaced == [.bury(5)])
    }

    @Test("one that answers is left alone, and its time counts anew")
    func answers() {
        var transcript = self.transcript(known: true)
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        let answered = transcript.machine.probed(5, .same, now: .seconds(19))
        let silent = transcript.machine.probed(5, .unanswered, now: .seconds(28))
        let longer = transcript.machine.probed(5, .unanswered, now: .seconds(29))
        #expect(answered == [.hold(5)] && silent == [] && longer == [.bury(5)])
    }

    @Test("one that registered again is left alone, and its time counts anew")
    func registeredAgain() {
        var transcript = self.transcript(known: true)
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        _ = transcript.list([Transcript.alive(4), Transcript.alive(5, listed: 5)], at: 15)
        let registered = transcript.machine.probed(5, .refused, now: .seconds(15))
        #expect(registered == [])
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 16)
        let early = transcript.machine.probed(5, .unanswered, now: .seconds(25))
        let late = transcript.machine.probed(5, .unanswered, now: .seconds(26))
        #expect(early == [] && late == [.bury(5)])
    }

    @Test("out of contact nobody is buried, and the seconds count anew after it")
    func contact() {
        var transcript = self.transcript(known: true)
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        transcript.machine.contactLost()
        let out = transcript.machine.probed(5, .refused, now: .seconds(21))
        let ticked = transcript.tick(at: 21)
        #expect(out == [] && ticked == [])
        _ = transcript.machine.contactRegained()
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 30)
        let early = transcript.machine.probed(5, .unanswered, now: .seconds(39))
        let late = transcript.machine.probed(5, .unanswered, now: .seconds(40))
        #expect(early == [] && late == [.bury(5)])
    }

    @Test("who knew an earlier incarnation of this node is a stranger to the new one")
    func newIncarnation() {
        var transcript = self.transcript(known: true)
        _ = transcript.machine.ownNodeGone(4)
        _ = transcript.machine.nodeCreated(7)
        _ = transcript.machine.aliveCreated(7, highestListed: nil, now: .zero)
        _ = transcript.list([Transcript.alive(7), Transcript.lost(5)], at: 10)
        let probed = transcript.machine.probed(5, .refused, now: .seconds(20))
        #expect(probed == [])
    }

    @Test("one that is gone from the listing is not buried again")
    func gone() {
        var transcript = self.transcript(known: true)
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        _ = transcript.list([Transcript.alive(4)], at: 11)
        let probed = transcript.machine.probed(5, .refused, now: .seconds(11))
        #expect(probed == [])
    }

    @Test("no second probe while one is under way")
    func oneProbe() {
        var transcript = self.transcript(known: true)
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        let ticked = transcript.tick(at: 11)
        #expect(ticked == [.readContact(4)])
    }
}
