import Cluster
import FoundationEssentials
import Handles
import Logging

extension Configuration {
    /// The node's name, for people.
    var nodeName: String { self[Keys.nodeName] ?? NodeAddress.machineName }

    /// The node's own part of the data folder.
    var nodeFolder: String { "\(self[Keys.dataFolder])/\(PathElement(self.nodeName).text)" }

    /// How the node joins its cluster; without ZooKeeper it is a cluster of one.
    ///
    /// - Throws: ``ServeError`` where a secret cannot be read or the data folder not be written.
    func membership(at address: NodeAddress, log: Logger) throws -> Membership.Configuration {
        let secret: ClusterSecret
        var guid: String?
        if self[Keys.zooKeeper] != nil {
            guard let text = try self.secret(Keys.clusterSecret, file: Keys.clusterSecretFile) else {
                throw ServeError(message: "a cluster needs a secret: set \(Keys.clusterSecretFile.name)")
            }
            secret = try self.clusterSecret(text)
        } else {
            // Handles of an earlier start must be known as such: secret and name outlive the process.
            let alone = try StandaloneIdentity(in: self.nodeFolder)
            secret = try self.clusterSecret(alone.secret)
            guid = alone.guid
        }
        var membership = Membership.Configuration(
            secret: secret,
            name: self.nodeName,
            host: address.host,
            port: address.port,
            version: Program.version
        )
        membership.zooKeeper = self[Keys.zooKeeper]
        membership.namespace = self[Keys.zooKeeperNamespace]
        membership.zooKeeperDigest = try self.secret(Keys.zooKeeperDigest, file: Keys.zooKeeperDigestFile)
        membership.sessionTimeout = self[Keys.zooKeeperSessionTimeout]
        membership.standaloneGUID = guid
        membership.log = { log.warning("cluster", [.error: "\($0)"]) }
        return membership
    }

    private func clusterSecret(_ text: String) throws -> ClusterSecret {
        do {
            return try ClusterSecret(text.utf8)
        } catch let error as ClusterError {
            throw ServeError(message: error.message)
        }
    }

    private func secret(
        _ key: ConfigurationKey<Secret?>,
        file: ConfigurationKey<String?>
    ) throws -> String? {
        if let secret = self[key] { return secret.text }
        guard let path = self[file] else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ServeError(message: "\(file.name) = \(path): the file cannot be read")
        }
        return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
