/// Failures that many calls have in the same words: the document says each of them once.
enum SharedFailures: String, CaseIterable {
    /// What is answered before anybody looks at the call, and what nobody expects.
    case everyCall = "EveryCall"
    /// What calls answer whose caller must be known.
    case authenticatedCall = "AuthenticatedCall"
    /// What calls answer that may be another node's.
    case handleCall = "HandleCall"
    /// What calls answer that wait for a session's engine.
    case engineCall = "EngineCall"
    /// What calls answer that take a place in a session's order.
    case orderedCall = "OrderedCall"

    /// Each status with the case in which it is answered.
    var texts: [Int: String] {
        switch self {
        case .everyCall:
            [
                400: "The request is malformed.",
                406: "`Accept` excludes the type of the answer.",
                408: "The request's head or body did not come in time.",
                413: "The body is larger than the node takes (8 MiB).",
                414: "The request line is longer than 8 KiB.",
                415: "There is a body, and its type is not `application/json`.",
                431: "The head is larger than 32 KiB or has more than 100 fields.",
                500: "A defect of the node. `requestId` finds its lines in the logs.",
            ]
        case .authenticatedCall:
            [
                401: "The credentials are malformed, or of another scheme than Basic.",
                403: "The scheme stands without credentials.",
                503: "The node is not in its cluster yet. Nothing was done.",
            ]
        case .handleCall:
            [
                404: "The handle is unknown, malformed, or was closed.",
                410: "The node that the handle belongs to is gone, for ever, and what it held with it.",
                502: "The handle's node answered what is no HTTP.",
                503: "The handle's node cannot be reached, or may not answer now. Nothing was done.",
                504:
                    "The handle's node did not answer in time, or gave no answer to a call that may have been carried out.",
                508: "A forwarded call came to a node that would have to forward it again.",
            ]
        case .engineCall:
            [
                422: "The engine could not be opened, or refused; the message is its own.",
                501: "The engine has no such feature.",
                503:
                    "The execution pool is full, the engine takes no work now, or the handle's node cannot be reached. "
                    + "Nothing was done.",
            ]
        case .orderedCall:
            [
                409: "The operation was cancelled meanwhile.",
                429: "The session has 100 unfinished statements. Nothing was done.",
                504: "The handle's node gave no answer, or lost its place in the cluster meanwhile: "
                    + "what was asked may have been done.",
            ]
        }
    }

    /// The component that says just this of a status; `nil` where a call has words of its own.
    static func component(_ status: Int, _ text: String) -> String? {
        self.allCases.first { $0.texts[status] == text }.map { $0.component(status) }
    }

    /// The name of a status's component.
    func component(_ status: Int) -> String {
        "\(self.rawValue)\(status)"
    }
}
