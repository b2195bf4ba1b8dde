import FoundationEssentials
import Glibc
import Synchronization

/// A cluster as an operator runs it: `cluster/up` in a folder of its own, ended with the object's ``down()``.
final class TestCluster: Sendable {
    /// A node's process.
    struct Node: Decodable, Sendable {
        var name: String
        var url: String
        var pid: Int
        var incarnation: Int

        var port: Int {
            Int(self.url.split(separator: ":").last ?? "") ?? 0
        }
    }

    private struct Description: Decodable {
        var balancer: String?
        var zookeeper: String
        var zookeeperPid: Int
        var nodes: [Node]
    }

    let dir: String
    let nodes: [Node]
    let balancerPort: Int
    let zooKeeperPort: Int

    private init(dir: String, description: Description) {
        self.dir = dir
        self.nodes = description.nodes
        self.balancerPort = Int((description.balancer ?? "").split(separator: ":").last ?? "") ?? 0
        self.zooKeeperPort = Int(description.zookeeper.split(separator: ":").last ?? "") ?? 0
    }

    /// Starts ZooKeeper, the nodes and, where wanted, HAProxy, on free ports.
    static func up(nodes: Int = 3, balancer: Bool = false) async throws -> TestCluster {
        let dir = "/tmp/torii-gateway-\(UUID().uuidString)"
        let base = self.nextPorts()
        var arguments = [
            "/usr/bin/env", "TORII_CLUSTER_SKIP_BUILD=1", "\(Command.top)/cluster/up", "--dir", dir, "--nodes",
            "\(nodes)", "--port-base", "\(base)",
            "--configuration", "debug",
        ]
        if !balancer { arguments.append("--no-balancer") }
        try await Command.run(arguments)
        return TestCluster(dir: dir, description: try self.description(in: dir))
    }

    /// Runs a body with a cluster, and ends the cluster whatever happens.
    static func with(
        nodes: Int = 3,
        balancer: Bool = false,
        _ body: (TestCluster) async throws -> Void
    ) async throws {
        let cluster = try await self.up(nodes: nodes, balancer: balancer)
        do {
            try await body(cluster)
        } catch {
            try await cluster.down()
            throw error
        }
        try await cluster.down()
    }

    func down() async throws {
        try await Command.run("\(Command.top)/cluster/down", "--dir", self.dir)
        try? FileManager.default.removeItem(atPath: self.dir)
    }

    /// `start`, `stop`, `kill`, `pause` or `resume`.
    func node(_ action: String, _ name: String) async throws {
        try await Command.run("\(Command.top)/cluster/node", action, name, "--dir", self.dir)
    }

    /// `start` or `stop`.
    func zooKeeper(_ action: String) async throws {
        try await Command.run("\(Command.top)/cluster/zookeeper", action, "--dir", self.dir)
    }

    /// Seconds of processor time that a node has spent.
    func cpuSeconds(of node: Node) throws -> Double {
        let stat = try String(contentsOfFile: "/proc/\(node.pid)/stat", encoding: .utf8)
        let fields = stat.drop { $0 != ")" }.split(separator: " ")
        let ticks = (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
        return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func description(in dir: String) throws -> Description {
        try JSONDecoder().decode(
            Description.self,
            from: Data(try String(contentsOfFile: "\(dir)/cluster.json", encoding: .utf8).utf8)
        )
    }

    private static let ports = Mutex(Int.random(in: 200..<320) * 100)

    /// The base of twenty ports that no other cluster of this run has, below those the system gives to clients.
    static func nextPorts() -> Int {
        self.ports.withLock { base in
            defer { base = base >= 32_000 ? 20_000 : base + 20 }
            return base
        }
    }
}
