/// Who waits for a fresh look at ZooKeeper: one look at a time, joined only by those who came before it began, for a look that
/// began earlier may not show what they ask about (design, section 3, "not yet seen is not gone").
struct FreshLook<Waiter: Sendable>: Sendable {
    private var looking: [Waiter]?
    private var next: [Waiter] = []

    /// Somebody asks.
    ///
    /// - Returns: Whether to begin a look now.
    mutating func asked(_ waiter: Waiter) -> Bool {
        if self.looking == nil {
            self.looking = [waiter]
            return true
        }
        self.next.append(waiter)
        return false
    }

    /// The look ended, well or not.
    ///
    /// - Returns: Whom to answer, and whether to begin another look now.
    mutating func ended() -> (answer: [Waiter], beginAnother: Bool) {
        let answer = self.looking ?? []
        self.looking = self.next.isEmpty ? nil : self.next
        self.next = []
        return (answer, self.looking != nil)
    }
}
