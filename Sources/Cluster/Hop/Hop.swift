public import Handles

/// What the entry node says of a request that it sends on: for whom it is, and who asked.
public struct Hop: Sendable, Hashable {
    /// The incarnation that the request is for; another one answers 421.
    public var target: Incarnation
    /// The authenticated user.
    public var user: String
    /// The client's address as the entry node saw it.
    public var clientAddress: String

    /// Creates a hop.
    public init(target: Incarnation, user: String, clientAddress: String) {
        self.target = target
        self.user = user
        self.clientAddress = clientAddress
    }
}
