/// Issues handles, and tells genuine ones from forged or foreign ones without asking anybody.
///
/// The key is derived from the cluster's secret and GUID, so a handle of another cluster fails here. The tag is SipHash-2-4
/// over all other fields, cut to 24 bits: a guess is right once in 16.7 million times, and then finds nobody at home behind
/// it, since its random part must be right too.
public struct HandleKey: Sendable {
    private let hash: SipHash

    /// Creates a key.
    ///
    /// - Parameter bytes: 16 secret bytes.
    /// - Returns: `nil` for any other number of bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard let hash = SipHash(key: bytes) else { return nil }
        self.hash = hash
    }

    /// Makes a new handle. Its random part comes from the system's secure generator.
    public func issue(_ kind: Handle.Kind, by owner: Incarnation) -> Handle {
        var generator = SystemRandomNumberGenerator()
        return self.issue(kind, by: owner, using: &generator)
    }

    func issue(
        _ kind: Handle.Kind,
        by owner: Incarnation,
        using generator: inout some RandomNumberGenerator
    ) -> Handle {
        let random = generator.next() as UInt64
        return Handle(
            incarnation: owner,
            kind: kind,
            tag: self.tag(owner: owner, kind: kind, random: random),
            random: random
        )
    }

    /// Reads a handle that a client sent. Allocates nothing.
    ///
    /// - Parameters:
    ///   - text: The bytes of the path segment.
    ///   - kind: What the handle must name: a session's handle is never taken for an operation's.
    /// - Returns: `nil` unless the text is a UUID in canonical form (either case), of that kind, with the right tag.
    public func verify(_ text: Span<UInt8>, as kind: Handle.Kind) -> Handle? {
        text.withUnsafeBytes { self.verify($0, as: kind) }
    }

    /// As ``verify(_:as:)-(Span<UInt8>,_)``, of bytes anywhere in memory.
    public func verify(_ text: UnsafeRawBufferPointer, as kind: Handle.Kind) -> Handle? {
        guard
            let (high, low) = Handle.halves(of: text),
            let handle = Handle(high: high, low: low),
            handle.kind == kind,
            handle.tag == self.tag(owner: handle.owner, kind: kind, random: handle.random)
        else { return nil }
        return handle
    }

    /// As ``verify(_:as:)-(Span<UInt8>,_)``, of a text that is a string already.
    public func verify(_ text: String, as kind: Handle.Kind) -> Handle? {
        self.verify(text.utf8.span, as: kind)
    }

    private func tag(owner: Incarnation, kind: Handle.Kind, random: UInt64) -> UInt32 {
        let first = UInt64(owner.rawValue) << 32 | UInt64(kind.rawValue)
        return UInt32(self.hash.hash(first, random) & 0xFF_FFFF)
    }
}
