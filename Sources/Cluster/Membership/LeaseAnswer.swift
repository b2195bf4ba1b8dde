/// What a peer answers to a node without contact to ZooKeeper that asks to be held (design, section 3).
public enum LeaseAnswer: Sendable, Hashable {
    /// "I hold you": serve for as long as this, counted from the question.
    case lent(Duration)
    /// "I have no contact either", and whether the asker stands in the peer's last listing. A peer that says it does buries
    /// nobody of that name for a while.
    case noContact(listsAsker: Bool)
    /// It has contact and does not hold the asker.
    case notHeld
    /// Nothing came back, nothing that is signed, or another incarnation than the one listed answered.
    case unanswered
}

/// The body of the answer to `POST /internal/v1/lease`.
extension LeaseAnswer {
    /// Reads ``text``; `nil` for any other.
    public init?(_ text: Span<UInt8>) {
        if let milliseconds = PeerText.value(of: "lent", in: text, as: UInt32.self) {
            self = .lent(.milliseconds(milliseconds))
        } else if PeerText.equal(text, "not-held") {
            self = .notHeld
        } else if PeerText.equal(text, "no-contact listed") {
            self = .noContact(listsAsker: true)
        } else if PeerText.equal(text, "no-contact unlisted") {
            self = .noContact(listsAsker: false)
        } else {
            return nil
        }
    }

    /// `lent 4200` (milliseconds, rounded down), `no-contact listed`, `no-contact unlisted` or `not-held`; `nil` where the node has
    /// nothing to say: answer 503.
    public var text: String? {
        switch self {
        case .lent(let duration):
            let (seconds, attoseconds) = max(.zero, duration).components
            let milliseconds = Double(seconds) * 1000 + Double(attoseconds / 1_000_000_000_000_000)
            return "lent \(milliseconds < Double(UInt32.max) ? UInt32(milliseconds) : .max)"
        case .noContact(let listsAsker):
            return listsAsker ? "no-contact listed" : "no-contact unlisted"
        case .notHeld:
            return "not-held"
        case .unanswered:
            return nil
        }
    }
}

/// Reads the short texts that nodes answer each other with.
enum PeerText {
    /// The number in `<name> <number>`, in decimal without a needless zero.
    static func value<Number: FixedWidthInteger & UnsignedInteger>(
        of name: StaticString,
        in text: Span<UInt8>,
        as type: Number.Type
    ) -> Number? {
        text.withUnsafeBytes { text in
            var reader = HopTextReader(text)
            for byte in "\(name) ".utf8 {
                guard reader.skip(byte) != nil else { return nil }
            }
            let number = reader.number(type)
            return reader.isAtEnd ? number : nil
        }
    }

    static func equal(_ text: Span<UInt8>, _ other: StaticString) -> Bool {
        text.withUnsafeBytes { $0.elementsEqual("\(other)".utf8) }
    }
}
