public import Handles

/// What came of asking a lost incarnation's address.
public enum ProbeAnswer: Sendable, Hashable {
    /// It answered as the incarnation asked for.
    case same
    /// Another incarnation answered.
    case other(Incarnation)
    /// Nobody listens there: evidence of death, since a node listens before it registers.
    case refused
    /// Nothing came back, or nothing that is signed.
    case unanswered

    /// What a signed reply says to whoever asked for an incarnation.
    public init(_ reply: ProbeReply, askedFor incarnation: Incarnation) {
        self = reply.incarnation == incarnation ? .same : .other(reply.incarnation)
    }
}

/// What a node answers to a probe: who it is. The body of the answer to `POST /internal/v1/probe`.
public struct ProbeReply: Sendable, Hashable {
    /// Who it is.
    public var incarnation: Incarnation

    /// Creates a reply.
    public init(incarnation: Incarnation) {
        self.incarnation = incarnation
    }

    /// Reads ``text``; `nil` for any other.
    public init?(_ text: Span<UInt8>) {
        guard let incarnation = PeerText.value(of: "incarnation", in: text, as: UInt32.self) else { return nil }
        self.incarnation = Incarnation(rawValue: incarnation)
    }

    /// `incarnation 12`.
    public var text: String {
        "incarnation \(self.incarnation)"
    }
}
