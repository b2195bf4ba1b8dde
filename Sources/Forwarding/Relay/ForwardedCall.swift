public import Cluster

/// What the entry node knows of a request that it sends on.
public struct ForwardedCall {
    /// Who owns it.
    public var member: MembershipSnapshot.Member
    /// The authenticated user.
    public var user: String
    /// The client's address.
    public var clientAddress: String
    /// What the request is called.
    public var requestID: String
    /// Whether it waits for an engine or a statement, as long as that takes.
    public var isLong: Bool
    /// Whether it changes nothing, so that it may be sent twice: no cursor moves.
    public var isRepeatable: Bool
    /// Told the status that the client got; 0 where it got none.
    public var ended: ((Int) -> Void)?

    /// Creates a call.
    public init(
        member: MembershipSnapshot.Member,
        user: String,
        clientAddress: String,
        requestID: String,
        isLong: Bool,
        isRepeatable: Bool,
        ended: ((Int) -> Void)? = nil
    ) {
        self.member = member
        self.user = user
        self.clientAddress = clientAddress
        self.requestID = requestID
        self.isLong = isLong
        self.isRepeatable = isRepeatable
        self.ended = ended
    }
}
