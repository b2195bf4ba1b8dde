import Testing

@testable import Cluster

@Suite("What nodes answer each other")
struct PeerAnswerTests {
    @Test(
        "comes back from its text",
        arguments: [
            (LeaseAnswer.lent(.milliseconds(4200)), "lent 4200"), (.lent(.zero), "lent 0"),
            (.noContact(listsAsker: true), "no-contact listed"), (.noContact(listsAsker: false), "no-contact unlisted"),
            (.notHeld, "not-held"),
        ]
    )
    func lease(answer: LeaseAnswer, text: String) {
        let written = answer.text
        let read = LeaseAnswer(text.utf8.span)
        #expect(written == text && read == answer)
    }

    @Test("lends never more than there is: parts of a millisecond are dropped, and a lease that is over is none")
    func rounding() {
        #expect(LeaseAnswer.lent(.microseconds(1999)).text == "lent 1")
        #expect(LeaseAnswer.lent(.milliseconds(-1)).text == "lent 0")
        #expect(LeaseAnswer.lent(.seconds(Int64.max / 2)).text == "lent 4294967295")
        #expect(LeaseAnswer.unanswered.text == nil)
    }

    @Test(
        "of another form is none",
        arguments: [
            "", "lent", "lent ", "lent -1", "lent 1 ", "lent 01", "lent 4294967296", "LENT 1", "not-held\n",
            "no-contact",
            "incarnation", "incarnation 1x", "incarnation 4294967296",
        ]
    )
    func malformed(text: String) {
        let lease = LeaseAnswer(text.utf8.span)
        let probe = ProbeReply(text.utf8.span)
        #expect(lease == nil && probe == nil)
    }

    @Test("says who answers a probe, and whether that is who was asked")
    func probe() {
        let reply = ProbeReply(incarnation: 12)
        let read = ProbeReply(reply.text.utf8.span)
        #expect(reply.text == "incarnation 12" && read == reply)
        #expect(ProbeAnswer(reply, askedFor: 12) == .same)
        #expect(ProbeAnswer(reply, askedFor: 11) == .other(12))
    }
}
