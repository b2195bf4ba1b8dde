import Testing

@testable import Cluster

@Suite("Holding and letting go")
struct HoldingTests {
    typealias Transcript = MembershipTranscript

    /// 4, with a 5 that it holds: confirmed.
    private func holding() -> Transcript {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(5, listed: 5)])
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        _ = transcript.machine.probed(5, .same, now: .seconds(10))
        _ = transcript.machine.held(5, .done, now: .seconds(10))
        _ = transcript.list([Transcript.alive(4), Transcript.held(5, by: [4])], at: 10)
        return transcript
    }

    @Test("a held one is asked each second, and let go once it does not answer")
    func letsGo() {
        var transcript = self.holding()
        let ticked = transcript.tick(at: 11)
        #expect(ticked == [.readContact(4), .probe(.init(Transcript.held(5, by: [4])))])
        let answered = transcript.machine.probed(5, .same, now: .seconds(11))
        _ = transcript.tick(at: 12)
        let silent = transcript.machine.probed(5, .unanswered, now: .seconds(12))
        #expect(answered == [] && silent == [.release(5)])
        _ = transcript.tick(at: 13)
        let again = transcript.machine.probed(5, .unanswered, now: .seconds(13))
        #expect(again == [], "the release is on its way")
    }

    @Test("one that has registered itself again is let go")
    func registered() {
        var transcript = self.holding()
        var listing = Transcript.alive(5)
        listing.holders = [4]
        _ = transcript.list([Transcript.alive(4), listing], at: 11)
        let ticked = transcript.tick(at: 12)
        #expect(ticked == [.readContact(4), .release(5)])
        _ = transcript.machine.released(5, .done)
        let later = transcript.tick(at: 13)
        #expect(later == [.readContact(4)])
    }

    @Test("a lease that was lent keeps the hold until it is over, also over a new session")
    func lent() {
        var transcript = self.holding()
        transcript.contact(at: 10)
        let asked = transcript.machine.leaseAsked(by: 5, now: .seconds(11))
        #expect(asked == [.answerLease(5, .lent(.seconds(5)))])
        _ = transcript.machine.sessionOpened()
        _ = transcript.machine.aliveCreated(4, highestListed: 5, now: .seconds(12))
        _ = transcript.list([Transcript.alive(4), Transcript.held(5, by: [4])], at: 12)
        _ = transcript.tick(at: 12)
        let early = transcript.machine.probed(5, .refused, now: .milliseconds(15_900))
        _ = transcript.tick(at: 16)
        let late = transcript.machine.probed(5, .refused, now: .seconds(16))
        #expect(early == [] && late == [.release(5)])
    }

    @Test("a hold whose answer was lost is found in the list, and let go like any other")
    func lostAnswerToHold() {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(5, listed: 5)])
        _ = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 10)
        let probed = transcript.machine.probed(5, .same, now: .seconds(10))
        #expect(probed == [.hold(5)])
        transcript.machine.contactLost()
        _ = transcript.machine.held(5, .unknown, now: .seconds(11))
        let regained = transcript.machine.contactRegained()
        #expect(regained == [.list])
        _ = transcript.list([Transcript.alive(4), Transcript.held(5, by: [4])], at: 12)
        _ = transcript.tick(at: 13)
        let dead = transcript.machine.probed(5, .refused, now: .seconds(13))
        #expect(dead == [.release(5)])
        _ = transcript.machine.released(5, .done)
        let lost = transcript.list([Transcript.alive(4), Transcript.lost(5)], at: 13)
        let buried = transcript.machine.probed(5, .refused, now: .seconds(13))
        #expect(lost == [Transcript.probe(5)] && buried == [.bury(5)])
    }

    @Test("a release whose answer was lost is looked up, and made again where the hold is still listed")
    func lostAnswerToRelease() {
        var transcript = self.holding()
        _ = transcript.tick(at: 11)
        let silent = transcript.machine.probed(5, .refused, now: .seconds(11))
        _ = transcript.machine.released(5, .unknown)
        let ticked = transcript.tick(at: 12)
        #expect(silent == [.release(5)] && ticked.contains(.list) && !ticked.contains(.release(5)))
        _ = transcript.list([Transcript.alive(4), Transcript.held(5, by: [4])], at: 12)
        _ = transcript.tick(at: 13)
        let again = transcript.machine.probed(5, .refused, now: .seconds(13))
        #expect(again == [.release(5)])
    }

    @Test("who is held by others only is left to them")
    func heldByOthers() {
        var transcript = Transcript.registered(as: 4, listing: [Transcript.alive(5, listed: 5)])
        _ = transcript.list([Transcript.alive(4), Transcript.held(5, by: [6])], at: 10)
        let ticked = transcript.tick(at: 11)
        #expect(ticked == [.readContact(4)])
    }

    @Test("who asks for a lease while its hold is being deleted gets a new one")
    func asksWhileLetGo() {
        var transcript = self.holding()
        transcript.contact(at: 11)
        _ = transcript.tick(at: 11)
        _ = transcript.machine.probed(5, .unanswered, now: .seconds(11))
        let asked = transcript.machine.leaseAsked(by: 5, now: .seconds(11))
        let released = transcript.machine.released(5, .done)
        let held = transcript.machine.held(5, .done, now: .seconds(11))
        #expect(asked == [] && released == [.hold(5)] && held == [.answerLease(5, .lent(.seconds(6)))])
    }

    @Test("a stop waits until what was lent is over, for its session's end would free the held one")
    func stopAfterLending() {
        var transcript = self.holding()
        transcript.contact(at: 10)
        _ = transcript.machine.leaseAsked(by: 5, now: .seconds(11))
        _ = transcript.machine.stopRequested()
        transcript.machine.leaveEnded()
        #expect(!transcript.machine.hasEnded(now: .milliseconds(15_900)))
        #expect(transcript.machine.hasEnded(now: .seconds(16)))
    }
}
