import CCrypto

/// The secret that all nodes of a cluster share, and what is derived from it.
///
/// Every use has a key of its own, so that one that leaks tells nothing of another. Keys are HMAC-SHA256 (RFC 2104) of the
/// use's name and the cluster's GUID.
public struct ClusterSecret: Sendable {
    /// What a key is for.
    enum Use: String {
        case handleTags = "torii handle tags"
        case hops = "torii hops"
        case check = "torii secret check"
    }

    /// The fewest bytes a secret may have: its check value lies open in ZooKeeper, so it must be past guessing.
    public static let shortest = 16

    private let bytes: [UInt8]

    /// Creates a secret.
    ///
    /// - Throws: ``ClusterError`` with the code `badSecret` where it is shorter than ``shortest`` bytes.
    public init(_ bytes: some Collection<UInt8>) throws {
        guard bytes.count >= Self.shortest else {
            throw ClusterError(
                .badSecret,
                "the cluster secret has \(bytes.count) bytes, at least \(Self.shortest) are needed"
            )
        }
        self.bytes = Array(bytes)
    }

    /// A secret nobody else has, for a node that stands alone.
    public static func random() -> ClusterSecret {
        var generator = SystemRandomNumberGenerator()
        return ClusterSecret(unchecked: (0..<32).map { _ in generator.next() })
    }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The 32-byte key for a use in the cluster with this GUID.
    func key(for use: Use, guid: String) -> [UInt8] {
        MessageAuthentication(key: self.bytes).code(of: [Array(use.rawValue.utf8), Array(guid.utf8)])
    }
}

extension ClusterSecret: CustomStringConvertible {
    /// Says nothing of the secret.
    public var description: String {
        "ClusterSecret"
    }
}
