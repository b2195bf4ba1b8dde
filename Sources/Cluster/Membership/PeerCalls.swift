/// What a membership asks of the other nodes, whatever carries it. Each call ends within a second or so.
public struct PeerCalls: Sendable {
    /// Whether a lost incarnation's address is still that incarnation.
    public var probe: @Sendable (MembershipSnapshot.Member) async -> ProbeAnswer
    /// Asks a peer to hold this node: there, ``Membership/leaseAsked(by:)`` answers.
    public var askForLease: @Sendable (MembershipSnapshot.Member) async -> LeaseAnswer

    /// Creates the calls.
    public init(
        probe: @escaping @Sendable (MembershipSnapshot.Member) async -> ProbeAnswer,
        askForLease: @escaping @Sendable (MembershipSnapshot.Member) async -> LeaseAnswer
    ) {
        self.probe = probe
        self.askForLease = askForLease
    }

    /// The calls of a node without peers.
    public static let none = PeerCalls(probe: { _ in .unanswered }, askForLease: { _ in .unanswered })
}
