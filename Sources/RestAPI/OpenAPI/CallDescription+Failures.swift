extension CallDescription {
    /// Every status but 200, with the case, for a call whose route says who may call.
    func allFailures(_ access: Route.Access) -> [Int: String] {
        var failures = SharedFailures.everyCall.texts
        if access == .authenticated { failures.merge(SharedFailures.authenticatedCall.texts) { $1 } }
        if self.hasHandle { failures.merge(SharedFailures.handleCall.texts) { $1 } }
        return failures.merging(self.failures) { $1 }
    }

    /// What a call answers besides that waits for the session's engine.
    static func waitingForEngine(_ own: [Int: String]) -> [Int: String] {
        SharedFailures.engineCall.texts.merging(own) { $1 }
    }

    /// What a call answers besides that takes a place in the session's order.
    static func takingAPlace(_ own: [Int: String]) -> [Int: String] {
        Self.waitingForEngine(SharedFailures.orderedCall.texts).merging(own) { $1 }
    }
}
