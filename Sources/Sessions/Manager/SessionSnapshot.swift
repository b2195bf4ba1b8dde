/// The sessions that were open at one moment, the oldest first. Their facts are asked of each, when they are wanted.
public struct SessionSnapshot: Sequence, Sendable {
    struct Slot: Sendable {
        var number: Int
        /// `nil` once it has gone.
        var session: Session?
    }

    let slots: [Slot]

    /// Goes through the sessions.
    public func makeIterator() -> some IteratorProtocol<Session> {
        self.slots.lazy.compactMap(\.session).makeIterator()
    }
}
