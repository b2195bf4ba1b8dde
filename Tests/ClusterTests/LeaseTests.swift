import Testing

@testable import Cluster

@Suite("Leases")
struct LeaseTests {
    typealias Transcript = MembershipTranscript
    typealias Action = MembershipStateMachine.Action

    /// 4, which has contact since second 0, beside 5 and 6.
    private func transcript() -> Transcript {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(5), Transcript.alive(6)])
        transcript.contact(at: 0)
        return transcript
    }

    private func asked(_ actions: [Action]) -> [UInt32] {
        actions.compactMap { if case .askForLease(let member) = $0 { member.incarnation.rawValue } else { nil } }
    }

    // MARK: Contact

    @Test("contact lasts one session timeout from when the read was sent, however late its answer is")
    func contactIsDatedWhenSent() {
        var transcript = self.transcript()
        #expect(transcript.machine.servesUntil == .seconds(6))
        let actions = transcript.machine.ticked(now: .seconds(1))
        #expect(actions.first == .readContact(4))
        // The answer comes at second 4, and no other read was sent meanwhile.
        for second in 2...4 {
            let more = transcript.machine.ticked(now: .seconds(second))
            #expect(!more.contains(.readContact(4)), "one read is on its way")
        }
        _ = transcript.machine.contactRead(4, isThere: true, sentAt: .seconds(1))
        #expect(transcript.machine.servesUntil == .seconds(7))
        let next = transcript.machine.ticked(now: .seconds(5))
        #expect(next.first == .readContact(4))
    }

    @Test("a read that was lost is sent again with the next second, and an older answer takes nothing back")
    func contactUnanswered() {
        var transcript = self.transcript()
        _ = transcript.machine.ticked(now: .seconds(1))
        _ = transcript.machine.contactRead(4, isThere: nil, sentAt: .seconds(1))
        #expect(transcript.machine.servesUntil == .seconds(6))
        let again = transcript.machine.ticked(now: .seconds(2))
        #expect(again.first == .readContact(4))
        transcript.contact(at: 2)
        transcript.contact(at: 1)
        #expect(transcript.machine.servesUntil == .seconds(8))
    }

    @Test("contact from before the registration in the present session counts for nothing")
    func contactBeforeRegistration() {
        var transcript = self.transcript()
        _ = transcript.machine.sessionOpened()
        _ = transcript.machine.contactRead(4, isThere: true, sentAt: .seconds(9))
        #expect(transcript.machine.servesUntil == .seconds(6), "not registered in this session")
        _ = transcript.machine.aliveCreated(4, highestListed: 6, now: .seconds(10))
        _ = transcript.machine.contactRead(4, isThere: true, sentAt: .seconds(9))
        #expect(transcript.machine.servesUntil == .seconds(6), "sent before the registration")
        transcript.contact(at: 10)
        #expect(transcript.machine.servesUntil == .seconds(16))
    }

    @Test("the session timeout that ZooKeeper granted counts")
    func negotiated() {
        var transcript = self.transcript()
        transcript.machine.timing.sessionTimeout = .seconds(3)
        #expect(transcript.machine.servesUntil == .seconds(3))
        let answer = transcript.machine.leaseAsked(by: 5, now: .seconds(1))
        let held = transcript.machine.held(5, .done, now: .seconds(1))
        #expect(answer == [.hold(5)] && held == [.answerLease(5, .lent(.seconds(2)))])
    }

    @Test("a new incarnation has neither the contact nor the leases of the one before")
    func newIncarnation() {
        var transcript = self.transcript()
        _ = transcript.machine.ticked(now: .seconds(3))
        _ = transcript.machine.leaseAnswered(5, .lent(.seconds(60)))
        #expect(transcript.machine.servesUntil == .seconds(63))
        _ = transcript.machine.ownNodeGone(4)
        #expect(transcript.machine.servesUntil == nil)
        _ = transcript.machine.nodeCreated(9)
        _ = transcript.machine.aliveCreated(9, highestListed: nil, now: .seconds(5))
        #expect(transcript.machine.servesUntil == nil)
        _ = transcript.machine.contactRead(4, isThere: false, sentAt: .seconds(6))
        #expect(transcript.machine.own == 9, "an answer about the one before ends nobody")
    }

    // MARK: Asking

    @Test("after two seconds without contact all peers are asked, though ZooKeeper owes an answer")
    func asks() {
        var transcript = self.transcript()
        var asked: [UInt32] = []
        for second in 1...3 {
            asked = self.asked(transcript.machine.ticked(now: .seconds(second)))
            #expect(second == 3 || asked.isEmpty)
        }
        #expect(asked == [5, 6])
        let again = self.asked(transcript.machine.ticked(now: .seconds(4)))
        #expect(again == [], "the question is under way")
    }

    @Test("what a peer lends counts from the question, and the longest counts")
    func lent() {
        var transcript = self.transcript()
        _ = transcript.machine.ticked(now: .seconds(3))
        _ = transcript.machine.leaseAnswered(5, .lent(.seconds(5)))
        #expect(transcript.machine.servesUntil == .seconds(8))
        _ = transcript.machine.leaseAnswered(6, .lent(.seconds(4)))
        #expect(transcript.machine.servesUntil == .seconds(8))
        let again = self.asked(transcript.machine.ticked(now: .seconds(4)))
        #expect(again == [5, 6])
    }

    @Test(
        "everybody's word that nobody has contact is good until the next question is answered, and for less than the promise"
    )
    func excuse() {
        var transcript = self.transcript()
        transcript.machine.contactLost()
        for second in 7...9 {
            let asked = self.asked(transcript.machine.ticked(now: .seconds(second)))
            #expect(asked == [5, 6])
            _ = transcript.machine.leaseAnswered(5, .noContact(listsAsker: true))
            _ = transcript.machine.leaseAnswered(6, .noContact(listsAsker: true))
            let until = transcript.machine.servesUntil ?? .zero
            #expect(until > .seconds(second + 1) + .milliseconds(800) && until < .seconds(second + 2))
        }
    }

    @Test(
        "where one does not answer, has contact or does not list the node, there is no excuse",
        arguments: [LeaseAnswer.unanswered, .notHeld, .noContact(listsAsker: false)]
    )
    func noExcuse(answer: LeaseAnswer) {
        var transcript = self.transcript()
        transcript.machine.contactLost()
        _ = transcript.machine.ticked(now: .seconds(7))
        _ = transcript.machine.leaseAnswered(5, .noContact(listsAsker: true))
        _ = transcript.machine.leaseAnswered(6, answer)
        #expect(transcript.machine.servesUntil == .seconds(6))
    }

    // MARK: Lending

    @Test("a peer that asks is held first, and then lent what is left of the own lease")
    func lends() {
        var transcript = self.transcript()
        let asked = transcript.machine.leaseAsked(by: 5, now: .milliseconds(1500))
        let twice = transcript.machine.leaseAsked(by: 5, now: .milliseconds(1500))
        #expect(asked == [.hold(5)] && twice == [], "one hold is on its way")
        let held = transcript.machine.held(5, .done, now: .seconds(2))
        #expect(held == [.answerLease(5, .lent(.seconds(4)))])
        transcript.contact(at: 3)
        let again = transcript.machine.leaseAsked(by: 5, now: .seconds(4))
        #expect(again == [.answerLease(5, .lent(.seconds(5)))], "the hold is there: nothing to write")
    }

    @Test(
        "one that cannot be held, or perhaps not, is lent nothing",
        arguments: [MembershipStateMachine.Outcome.notDone, .unknown]
    )
    func notHeld(outcome: MembershipStateMachine.Outcome) {
        var transcript = self.transcript()
        _ = transcript.machine.leaseAsked(by: 5, now: .seconds(1))
        let held = transcript.machine.held(5, outcome, now: .seconds(1))
        #expect(held == [.answerLease(5, .notHeld)])
    }

    @Test("nothing is lent on a `held-` that is only listed: it may be an earlier session's")
    func listedHold() {
        var transcript = self.transcript()
        _ = transcript.list([Transcript.alive(4), Transcript.held(5, by: [4]), Transcript.alive(6)], at: 1)
        let asked = transcript.machine.leaseAsked(by: 5, now: .seconds(1))
        #expect(asked == [.hold(5)])
    }

    @Test("a hold that a new session knows nothing of is made anew before anything is lent on it")
    func holdOfEarlierSession() {
        var transcript = self.transcript()
        _ = transcript.machine.leaseAsked(by: 5, now: .seconds(1))
        _ = transcript.machine.held(5, .done, now: .seconds(1))
        _ = transcript.machine.sessionOpened()
        _ = transcript.machine.aliveCreated(4, highestListed: 6, now: .seconds(2))
        transcript.contact(at: 2)
        let asked = transcript.machine.leaseAsked(by: 5, now: .seconds(2))
        #expect(asked == [.hold(5)])
    }

    @Test("who waits for a hold that ZooKeeper does not answer is told that there is no contact, with a promise")
    func silentServer() {
        var transcript = self.transcript()
        let asked = transcript.machine.leaseAsked(by: 5, now: .seconds(1))
        let early = transcript.machine.ticked(now: .milliseconds(1900))
        #expect(asked == [.hold(5)] && !early.contains { if case .answerLease = $0 { true } else { false } })
        let late = transcript.machine.ticked(now: .seconds(2))
        #expect(late.first == .answerLease(5, .noContact(listsAsker: true)))
        #expect(transcript.machine.peers[5]?.promisedUntil == .seconds(4))
        let held = transcript.machine.held(5, .done, now: .seconds(3))
        #expect(held == [], "it was answered")
    }

    @Test("a peer that got the word that nobody has contact is not buried for two seconds")
    func promise() {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(5, listed: 5)])
        transcript.machine.contactLost()
        let asked = transcript.machine.leaseAsked(by: 5, now: .seconds(10))
        #expect(asked == [.answerLease(5, .noContact(listsAsker: true))])
        _ = transcript.machine.contactRegained()
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 11)
        let early = transcript.machine.probed(5, .refused, now: .milliseconds(11_900))
        let late = transcript.machine.probed(5, .refused, now: .seconds(12))
        #expect(early == [] && late == [.bury(5)])
    }

    @Test("one whose burial is on its way, or whose burial nobody knows about, counts as gone for it")
    func perhapsBuried() {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(5, listed: 5)])
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        let probed = transcript.machine.probed(5, .refused, now: .seconds(10))
        let onItsWay = transcript.machine.leaseAsked(by: 5, now: .seconds(10))
        _ = transcript.machine.burialEnded(5, .unknown)
        let unknown = transcript.machine.leaseAsked(by: 5, now: .seconds(10))
        let gone = [Action.answerLease(5, .noContact(listsAsker: false))]
        #expect(probed == [.bury(5)] && onItsWay == gone && unknown == gone)
    }
}
