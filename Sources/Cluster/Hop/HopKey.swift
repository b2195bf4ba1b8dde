/// The key that signs and verifies what nodes of one cluster say to each other. From ``ClusterIdentity/hopKey``.
public struct HopKey: Sendable {
    let bytes: [UInt8]
}

extension HopKey: CustomStringConvertible {
    /// Says nothing of the key.
    public var description: String {
        "HopKey"
    }
}
