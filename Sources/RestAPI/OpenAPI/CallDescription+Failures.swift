extension CallDescription {
    /// Every status but 200, with the case, for a call whose route says who may call.
    func allFailures(_ access: Route.Access) -> [Int: String] {
        var failures = Self.ofEveryCall
        if access == .authenticated { failures.merge(Self.ofAuthenticatedCalls) { $1 } }
        if self.hasHandle {
            failures.merge(Self.ofHandles) { $1 }
            if self.method == .post { failures[504] = Self.outcomeUnknown }
        }
        return failures.merging(self.failures) { $1 }
    }

    private static let outcomeUnknown =
        "The handle's node gave no answer, or lost its place in the cluster meanwhile: what was asked may have been done."

    /// What is answered before anybody looks at the call, and what nobody expects.
    static let ofEveryCall: [Int: String] = [
        400: "The request is malformed.",
        406: "`Accept` excludes the type of the answer.",
        408: "The request's head or body did not come in time.",
        413: "The body is larger than the node takes (8 MiB).",
        414: "The request line is longer than 8 KiB.",
        415: "There is a body, and its type is not `application/json`.",
        431: "The head is larger than 32 KiB or has more than 100 fields.",
        500: "A defect of the node. `requestId` finds its lines in the logs.",
    ]

    private static let ofAuthenticatedCalls: [Int: String] = [
        401: "The credentials are malformed, or of another scheme than Basic.",
        403: "The scheme stands without credentials.",
        503: "The node is not in its cluster yet. Nothing was done.",
    ]

    private static let ofHandles: [Int: String] = [
        404: "The handle is unknown, malformed, or was closed.",
        410: "The node that the handle belongs to is gone, for ever, and what it held with it.",
        502: "The handle's node answered what is no HTTP.",
        503: "The handle's node cannot be reached, or may not answer now. Nothing was done.",
        504: "The handle's node did not answer in time, or gave no answer to a call that may have been carried out.",
        508: "A forwarded call came to a node that would have to forward it again.",
    ]

    /// What a call answers besides that takes a place in the session's order.
    static func takingAPlace(_ own: [Int: String]) -> [Int: String] {
        Self.waitingForEngine([
            409: "The operation was cancelled meanwhile.",
            429: "The session has 100 unfinished statements. Nothing was done.",
        ]).merging(own) { $1 }
    }

    /// What a call answers besides that waits for the session's engine.
    static func waitingForEngine(_ own: [Int: String]) -> [Int: String] {
        [
            422: "The engine could not be opened, or refused; the message is its own.",
            501: "The engine has no such feature.",
            503: "The execution pool is full, the engine takes no work now, or the handle's node cannot be reached. "
                + "Nothing was done.",
        ].merging(own) { $1 }
    }
}
