import Cluster
import Handles

extension ForwarderLoop {
    /// A hop that was signed, and what its answer must be signed over.
    struct Question {
        var value: String
        var source: Incarnation
        var number: UInt64
    }

    /// Signs a request of the node's own.
    ///
    /// - Returns: `nil` where the node is not registered, or the user's name is too long.
    func sign(
        _ method: String,
        _ target: String,
        to member: MembershipSnapshot.Member,
        user: String,
        address: String
    ) -> Question? {
        guard let own = self.snapshot.own, let signer else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: Hop.longestValue, alignment: 8) { memory in
            let signed = signer.sign(
                from: own,
                to: member.incarnation,
                user: user,
                clientAddress: address,
                method: method.utf8.span,
                requestTarget: target.utf8.span,
                into: memory
            )
            guard let signed else { return nil }
            return Question(
                value: String(decoding: memory[..<signed.length], as: UTF8.self),
                source: own,
                number: signed.number
            )
        }
    }

    /// Whether an answer comes from the node that was asked, to this very question.
    func isGenuine(
        _ code: String,
        answering question: Question,
        from member: MembershipSnapshot.Member,
        _ body: Span<UInt8>
    ) -> Bool {
        self.signer?.isGenuine(
            answer: code.utf8.span,
            to: question.source,
            from: member.incarnation,
            number: question.number,
            body: body
        ) ?? false
    }
}
