/// The name of a session, operation or batch, and the route to it: the incarnation that owns it is inside.
///
/// Kyuubi's clients type handles as UUIDs, so a handle is an RFC 9562 version-8 UUID. Its fields, from the most
/// significant bit, around the version and variant where the RFC puts them:
///
/// | bits | content |
/// |:--|:--|
/// | 32 | incarnation of the owner |
/// | 2 | kind |
/// | 24 | authenticity tag, see ``HandleKey`` |
/// | 64 | random |
///
/// A value of this type is genuine: it comes from ``HandleKey/issue(_:by:using:)`` or has passed its check.
public struct Handle: Sendable, Hashable {
    /// What a handle names.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        case session = 0
        case operation = 1
        case batch = 2
    }

    /// The two halves of the UUID, the first 8 bytes in `high`.
    let high: UInt64
    let low: UInt64

    /// What the handle names.
    public let kind: Kind

    /// The node start that issued the handle.
    public var owner: Incarnation {
        Incarnation(rawValue: UInt32(truncatingIfNeeded: self.high >> 32))
    }

    init(incarnation: Incarnation, kind: Kind, tag: UInt32, random: UInt64) {
        let incarnation = UInt64(incarnation.rawValue) << 32
        let kindBits = UInt64(kind.rawValue) << 30
        let tagBits = UInt64(tag >> 10) << 16 | UInt64(tag & 0x3FF) << 2
        self.high = incarnation | kindBits | tagBits | Self.version | random >> 62
        self.low = Self.variant | random & Self.lowRandom
        self.kind = kind
    }

    /// Takes the bits apart; `nil` where version, variant or kind are none that a handle has.
    init?(high: UInt64, low: UInt64) {
        guard
            high & Self.versionMask == Self.version,
            low & Self.variantMask == Self.variant,
            let kind = Kind(rawValue: UInt8(high >> 30 & 0b11))
        else { return nil }
        self.high = high
        self.low = low
        self.kind = kind
    }

    var tag: UInt32 {
        UInt32(self.high >> 16 & 0x3FFF) << 10 | UInt32(self.high >> 2 & 0x3FF)
    }

    var random: UInt64 {
        self.high << 62 | self.low & Self.lowRandom
    }

    private static let version: UInt64 = 0x8000
    private static let versionMask: UInt64 = 0xF000
    private static let variant: UInt64 = 0b10 << 62
    private static let variantMask: UInt64 = 0b11 << 62
    private static let lowRandom: UInt64 = 1 << 62 - 1
}
