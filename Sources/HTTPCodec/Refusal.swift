/// Why a message is not taken. The connection is of no use afterwards: where the next message begins is not known.
public struct Refusal: Error, Sendable, Hashable {
    /// The status to answer a request with; a response that is refused is 502 to whoever asked for it.
    public var status: Int
    /// What is wrong, for the sender; names no bytes of the message.
    public var reason: String

    /// Creates a refusal.
    public init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    static var malformedLine: Refusal {
        Refusal(400, "a byte that must not stand in a head, or a line that does not end in CR LF")
    }
}
