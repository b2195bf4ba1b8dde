/// What a peer answers to a node without contact to ZooKeeper that asks to be held (design, section 3).
public enum LeaseAnswer: Sendable, Hashable {
    /// "I hold you": serve for as long as this, counted from the question.
    case lent(Duration)
    /// "I have no contact either", and whether the asker stands in the peer's last listing. A peer that says it does buries
    /// nobody of that name for a while.
    case noContact(listsAsker: Bool)
    /// It has contact and does not hold the asker.
    case notHeld
    /// Nothing came back, or another incarnation than the one listed answered.
    case unanswered
}
