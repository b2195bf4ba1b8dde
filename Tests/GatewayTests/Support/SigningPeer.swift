import Cluster
import FoundationEssentials
import Handles
import ZooKeeper

/// Signs hops as a node of the cluster would: it knows the secret.
final class SigningPeer {
    private let signer: HopSigner

    /// - Parameter secret: Another than the cluster's, for hops that nobody must believe.
    init(in cluster: OwnCluster, secret: ClusterSecret? = nil) async throws {
        let client = try await ZooKeeperClient.connect(
            ZooKeeperClient.Configuration(connectString: cluster.zooKeeper.connectString)
        )
        let data = try await client.get("/torii/cluster").data ?? []
        await client.close()
        let text = try String(contentsOfFile: "\(cluster.folder)/secret", encoding: .utf8)
        let record = try JSONDecoder().decode(ClusterIdentity.Record.self, from: Data(data))
        let identity =
            try secret.map { ClusterIdentity(secret: $0) }
            ?? ClusterIdentity(record, secret: try ClusterSecret(text.utf8.dropLast()))
        // No node has so many loops.
        self.signer = HopSigner(key: identity.hopKey, loop: 4242)
    }

    /// A field that says that a node has sent the request on.
    func hop(_ method: String, _ path: String, from source: Int, to target: Int) -> String {
        withUnsafeTemporaryAllocation(byteCount: Hop.longestValue, alignment: 8) { memory in
            let signed = self.signer.sign(
                from: Incarnation(rawValue: UInt32(source)),
                to: Incarnation(rawValue: UInt32(target)),
                user: "anonymous",
                clientAddress: "127.0.0.1",
                method: method.utf8.span,
                requestTarget: path.utf8.span,
                into: memory
            )
            return "\(Hop.headerName): \(String(decoding: memory[..<(signed?.length ?? 0)], as: UTF8.self))"
        }
    }
}
