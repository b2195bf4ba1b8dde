import FoundationEssentials
import Glibc
import JSONTestKit
import ProcessTestKit

/// A node of its own, started without `cluster/up`: for tests that stand between it and its surroundings, or set it up otherwise.
final class NodeProcess: Sendable {
    let name: String
    let port: Int
    private let log: String
    private let process: ChildProcess

    /// Starts it, and does not wait until it serves.
    ///
    /// - Parameters:
    ///   - folder: Holds the cluster's secret already; the node's files go there too.
    ///   - zooKeeper: Where the node reaches ZooKeeper.
    ///   - settings: More of its configuration, or other.
    ///   - environment: More of its variables.
    init(
        name: String,
        port: Int,
        in folder: String,
        zooKeeper: String,
        settings: [String: String] = [:],
        environment: [String: String] = [:]
    ) async throws {
        let variables = ProcessInfo.processInfo.environment
        let library = variables["TORII_DUCKDB_LIBRARY"] ?? "\(Command.top)/var/lib/libduckdb.so"
        let file = "\(folder)/\(name).conf"
        let all = [
            "torii.node.name": name,
            "kyuubi.frontend.rest.bind.host": "127.0.0.1",
            "kyuubi.frontend.rest.bind.port": "\(port)",
            "kyuubi.frontend.advertised.host": "127.0.0.1",
            "torii.zookeeper.connect": zooKeeper,
            "torii.cluster.secret.file": "\(folder)/secret",
            "torii.data.folder": "\(folder)/data",
            "torii.duckdb.library": library,
            "torii.duckdb.memory.limit": "512 MiB",
            "torii.log.format": "json",
        ].merging(settings) { $1 }
        let text = all.map { "\($0.key) = \($0.value)\n" }.sorted().joined()
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        self.log = "\(folder)/\(name).log"
        var configuration = ChildProcess.Configuration(
            executable: "\(Command.top)/.build/debug/torii",
            arguments: ["serve", "--config", file],
            log: self.log
        )
        // The file alone says how the node is.
        configuration.environment = variables.filter { !$0.key.hasPrefix("TORII_") }.merging(environment) { $1 }
        self.name = name
        self.port = settings["kyuubi.frontend.rest.bind.port"].flatMap { Int($0) } ?? port
        self.process = try await ChildProcess(configuration)
    }

    var isRunning: Bool { self.process.isRunning }
    /// The processor time it has used, in ticks of 1/100 s.
    var processorTicks: Int? { self.process.processorTicks }

    /// Waits for the moment in which it takes sessions.
    ///
    /// - Returns: Its incarnation.
    @discardableResult
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

    /// Asks it to stop in order, and does not wait.
    func stop() {
        self.process.signal(SIGTERM)
    }

    /// How it ended; `nil` where it still runs after the limit.
    func ending(within limit: Duration) async -> ChildProcess.Ending? {
        await self.process.end(within: limit)
    }

    /// Stops all its threads; it stands still when this returns.
    func pause() {
        self.process.pause()
    }

    /// Ends ``pause()``.
    func resume() {
        self.process.resume()
    }

    /// Ends it without an orderly stop.
    func end() async {
        await self.process.crash()
    }

    /// Whether its log has a text in it.
    func hasLogged(_ text: String) -> Bool {
        self.logText.contains(text)
    }

    /// What it has logged of an event, in order.
    func logged(_ event: String) -> [JSON] {
        self.logText.split(separator: "\n").compactMap { try? JSONDecoder().decode(JSON.self, from: Data($0.utf8)) }
            .filter { $0["event"].text == event }
    }

    private var logText: String {
        (try? String(contentsOfFile: self.log, encoding: .utf8)) ?? ""
    }
}
