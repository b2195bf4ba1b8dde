/// What a parser makes of the bytes so far.
public enum HeadOutcome: Sendable {
    /// The head is not all there.
    case incomplete
    /// The head is there, in the parser; the body begins behind these many bytes.
    case head(length: Int)
    /// The bytes are no head that is taken.
    case refused(Refusal)
}
