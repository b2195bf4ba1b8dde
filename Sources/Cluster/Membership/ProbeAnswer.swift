/// What came of asking a lost incarnation's address.
public enum ProbeAnswer: Sendable, Hashable {
    /// It answered as the incarnation asked for.
    case same
    /// Nobody listens there: evidence of death, since a node listens before it registers.
    case refused
    /// Nothing came back, or another incarnation answered.
    case unanswered
}
