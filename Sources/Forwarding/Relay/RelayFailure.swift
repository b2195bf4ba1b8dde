public import Handles

/// Why a request that was to be sent on got no answer from its owner.
public enum RelayFailure: Sendable, Hashable {
    /// Nothing of it was sent: it may be tried again.
    case unreachable(String)
    /// It changes nothing, and got no answer: it may be tried again.
    case broken(String)
    /// It was sent and got no answer: whether it was done is not known.
    case outcomeUnknown(String)
    /// The owner takes too long.
    case tooSlow
    /// The owner has answered what is no HTTP.
    case badAnswer(String)
    /// The owner is gone, and with it what the handle named.
    case gone(Incarnation)
    /// Another incarnation listens at the owner's address.
    case notThere
}
