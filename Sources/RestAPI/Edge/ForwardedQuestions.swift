public import Cluster
public import Forwarding

/// Asks the other nodes over HTTP, and answers them from the membership.
public struct ForwardedQuestions: PeerQuestions {
    private let forwarder: Forwarder
    private let membership: Membership

    /// Creates questions.
    public init(_ forwarder: Forwarder, _ membership: Membership) {
        self.forwarder = forwarder
        self.membership = membership
    }

    /// Asks all other nodes at once.
    public func ask(_ target: String, for caller: Caller, requestID: String) async -> PeerAnswers {
        let answers = await self.forwarder.askAll(
            target,
            user: caller.user,
            clientAddress: caller.clientAddress,
            requestID: requestID
        )
        return PeerAnswers(
            bodies: answers.bodies.map { PeerAnswers.Body(node: Self.name(of: $0.member), bytes: $0.body) },
            unreachable: answers.unreachable.map(Self.name)
        )
    }

    /// Answers a probe or a lease question, signed.
    public func answer(_ question: PeerQuestion, _ hop: Hop, body: [UInt8]) async -> PeerReply {
        let text =
            switch question {
            case .probe: self.membership.probeReply?.text
            case .lease: await self.membership.leaseAsked(by: hop.source).text
            }
        // Nothing to say: an answer that is not signed counts as none.
        guard let text else { return PeerReply(body: [], fields: [:]) }
        let bytes = Array(text.utf8)
        let signature = self.forwarder.sign(answer: bytes, to: hop)
        return PeerReply(body: bytes, fields: signature.map { [Hop.answerHeaderName: $0] } ?? [:])
    }

    private static func name(of member: MembershipSnapshot.Member) -> String {
        member.record?.name ?? member.incarnation.description
    }
}
