import FoundationEssentials
public import Handles

/// Which cluster this is: a GUID made once, and the keys that its secret gives together with it.
public struct ClusterIdentity: Sendable {
    /// What the `cluster` znode holds: the GUID, and a value that only the right secret gives.
    public struct Record: Sendable, Hashable, Codable {
        /// The cluster's GUID.
        public var guid: String
        /// HMAC of the GUID, in hexadecimal.
        public var check: String
    }

    /// The cluster's GUID.
    public let guid: String
    /// Issues and verifies handles of this cluster.
    public let handleKey: HandleKey
    /// Signs and verifies what nodes of this cluster say to each other: see ``HopSigner`` and ``HopVerifier``.
    public let hopKey: HopKey
    /// What the `cluster` znode holds.
    public let record: Record

    /// A new cluster.
    public init(secret: ClusterSecret) {
        self.init(guid: UUID().uuidString.lowercased(), secret: secret)
    }

    /// A cluster that exists.
    ///
    /// - Throws: ``ClusterError`` with the code `wrongSecret` where the secret is not the one it was made with.
    public init(_ record: Record, secret: ClusterSecret) throws {
        self.init(guid: record.guid, secret: secret)
        guard MessageAuthentication.equal(Array(self.record.check.utf8), Array(record.check.utf8)) else {
            throw ClusterError(
                .wrongSecret,
                "the cluster in ZooKeeper (\(record.guid)) was made with another secret; give this node the same one"
            )
        }
    }

    /// The cluster of a GUID that is known.
    init(guid: String, secret: ClusterSecret) {
        guard let handleKey = HandleKey(bytes: secret.key(for: .handleTags, guid: guid).prefix(16)) else {
            preconditionFailure("half of a 32-byte key is 16 bytes")
        }
        self.guid = guid
        self.handleKey = handleKey
        self.hopKey = HopKey(bytes: secret.key(for: .hops, guid: guid))
        self.record = Record(guid: guid, check: secret.key(for: .check, guid: guid).hexadecimal)
    }
}

extension [UInt8] {
    fileprivate var hexadecimal: String {
        self.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
