import FoundationEssentials
import ProcessTestKit
import ZooKeeperTestKit

/// ZooKeeper and nodes of a test's own, for settings that `cluster/up` does not know.
final class OwnCluster: Sendable {
    let zooKeeper: ZooKeeperServer
    let folder: String
    let nodes: [NodeProcess]
    /// Of each node, as it began.
    let incarnations: [Int]

    private init(_ zooKeeper: ZooKeeperServer, _ folder: String, _ nodes: [NodeProcess], _ incarnations: [Int]) {
        self.zooKeeper = zooKeeper
        self.folder = folder
        self.nodes = nodes
        self.incarnations = incarnations
    }

    /// Runs a body with a cluster in which every node knows every other, and ends the cluster whatever happens.
    ///
    /// - Parameters:
    ///   - settings: More of each node's configuration.
    ///   - special: More of one node's configuration, by its number from 0.
    ///   - environment: More of each node's variables.
    static func with(
        nodes count: Int = 2,
        _ settings: [String: String] = [:],
        special: [Int: [String: String]] = [:],
        environment: [String: String] = [:],
        _ body: (OwnCluster) async throws -> Void
    ) async throws {
        let folder = try self.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let zooKeeper = try await ZooKeeperServer.start()
        let base = TestCluster.nextPorts()
        var nodes: [NodeProcess] = []
        do {
            for number in 0..<count {
                nodes.append(
                    try await NodeProcess(
                        name: "node-\(number)",
                        port: base + number,
                        in: folder,
                        zooKeeper: zooKeeper.connectString,
                        settings: settings.merging(special[number] ?? [:]) { $1 },
                        environment: environment
                    )
                )
            }
            var incarnations: [Int] = []
            for node in nodes { incarnations.append(try await node.ready()) }
            for node in nodes {
                let isComplete = try await eventually { try await self.members(at: node.port).count == count }
                guard isComplete else {
                    throw Client.Unexpected(description: "\(node.name) does not know of all \(count) nodes")
                }
            }
            try await body(OwnCluster(zooKeeper, folder, nodes, incarnations))
        } catch {
            for node in nodes { await node.end() }
            throw error
        }
        for node in nodes { await node.end() }
    }

    /// A folder that holds a cluster's secret.
    static func makeFolder() throws -> String {
        let folder = "/tmp/torii-own-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let secret = (0..<8).map { _ in String(UInt32.random(in: .min ... .max), radix: 16) }.joined()
        try "0123456789abcdef\(secret)\n".write(toFile: "\(folder)/secret", atomically: true, encoding: .utf8)
        _ = try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/secret")
        return folder
    }

    /// The incarnations that the node at a port knows of.
    static func members(at port: Int) async throws -> [Int] {
        try await Client().get("/api/v1/health", at: port).json["members"].array
            .compactMap { $0["incarnation"].integer }
    }
}
