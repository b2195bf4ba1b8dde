import FoundationEssentials
import ProcessTestKit

/// A node of its own, started without `cluster/up`: for tests that stand between it and ZooKeeper.
final class NodeProcess: Sendable {
    let port: Int
    private let process: ChildProcess

    /// Starts it, and does not wait until it serves.
    ///
    /// - Parameters:
    ///   - folder: Holds the cluster's secret already; the node's files go there too.
    ///   - zooKeeper: Where the node reaches ZooKeeper.
    init(name: String, port: Int, in folder: String, zooKeeper: String) async throws {
        let variables = ProcessInfo.processInfo.environment
        let library = variables["TORII_DUCKDB_LIBRARY"] ?? "\(Command.top)/var/lib/libduckdb.so"
        let file = "\(folder)/\(name).conf"
        let text = """
            torii.node.name = \(name)
            kyuubi.frontend.rest.bind.host = 127.0.0.1
            kyuubi.frontend.rest.bind.port = \(port)
            kyuubi.frontend.advertised.host = 127.0.0.1
            torii.zookeeper.connect = \(zooKeeper)
            torii.cluster.secret.file = \(folder)/secret
            torii.data.folder = \(folder)/data
            torii.duckdb.library = \(library)
            torii.duckdb.memory.limit = 512 MiB

            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        var configuration = ChildProcess.Configuration(
            executable: "\(Command.top)/.build/debug/torii",
            arguments: ["serve", "--config", file],
            log: "\(folder)/\(name).log"
        )
        // The file alone says how the node is.
        configuration.environment = variables.filter { !$0.key.hasPrefix("TORII_") }
        self.port = port
        self.process = try await ChildProcess(configuration)
    }

    /// Waits for the moment in which it takes sessions.
    ///
    /// - Returns: Its incarnation.
    func ready() async throws -> Int {
        var incarnation: Int?
        _ = await eventually(within: .seconds(30), every: .milliseconds(2)) {
            guard let answer = try? await Client().get("/api/v1/ready", at: self.port), answer.status == 200 else {
                return !self.process.isRunning
            }
            incarnation = answer.node
            return true
        }
        guard let incarnation else {
            throw Client.Unexpected(description: "the node at port \(self.port) does not become ready")
        }
        return incarnation
    }

    /// Ends it without an orderly stop.
    func end() async {
        await self.process.crash()
    }
}
