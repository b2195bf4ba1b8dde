import DuckDBEngine
import Engines
import FoundationEssentials
import Handles
import Logging
import Sessions
import Synchronization

/// Opens the engines that the configuration defines.
final class EngineFactory: Sendable {
    private let configuration: Configuration
    private let definition: EngineDefinition
    private let library: DuckDBLibrary
    private let pool: ExecutionPool
    private let log: Logger
    private let number = Atomic<Int>(0)

    /// - Throws: ``ServeError`` where DuckDB's library cannot be loaded, a folder not be made, or the engine is not defined.
    init(_ configuration: Configuration, pool: ExecutionPool, log: Logger) throws {
        let name = configuration[Keys.engineType]
        guard let definition = configuration.engines[name.lowercased()] else {
            throw ServeError(message: "\(Keys.engineType.name) = \(name): there is no such engine definition")
        }
        let path = configuration[Keys.duckDBLibrary] ?? "libduckdb.so"
        do {
            self.library = try DuckDBLibrary.load(path)
        } catch {
            throw ServeError(message: "\(error.message) (\(Keys.duckDBLibrary.name) names the file)")
        }
        for folder in [configuration.nodeFolder, "\(configuration.nodeFolder)/results"] {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw ServeError(message: "the folder \(folder) cannot be made (\(Keys.dataFolder.name)): \(error)")
            }
        }
        self.configuration = configuration
        self.definition = definition
        self.pool = pool
        self.log = log
    }

    /// A directory without engines, for one incarnation of the node.
    func directory() -> EngineDirectory {
        var settings = EngineDirectory.Configuration()
        settings.shareLevel =
            EngineDirectory.ShareLevel(rawValue: self.configuration[Keys.shareLevel].rawValue) ?? .user
        if let subdomain = self.configuration[Keys.shareSubdomain] { settings.subdomain = subdomain }
        settings.idleTimeout = self.configuration[Keys.engineIdleTimeout]
        return EngineDirectory(settings) { key in try await self.open(key) }
    }

    private func open(_ key: EngineDirectory.Key) async throws -> any Engine {
        let id = "\(self.definition.name)-\(self.number.add(1, ordering: .relaxed).newValue)"
        var duckDB = DuckDBEngine.Configuration(
            id: id,
            location: self.location(of: key),
            threads: self.definition.threads,
            memoryLimit: self.definition.memoryLimit.map { "\($0)B" },
            temporaryFolder: self.definition.temporaryFolder ?? "\(self.configuration.nodeFolder)/spill/\(id)",
            maxTempDirectorySize: self.definition.temporaryLimit.map { "\($0)B" },
            allowedFolders: self.definition.allowedFolders,
            openingStatements: self.definition.openingStatements
        )
        duckDB.log = { self.log.warning("engine", [.engine: "\(id)", .error: "\($0)"]) }
        let begin = ContinuousClock.now
        let engine = try await DuckDBEngine.open(duckDB, library: self.library, pool: self.pool)
        self.log.info(
            "engine opened",
            [.engine: "\(id)", .user: "\(key.user)", .duration: .duration(ContinuousClock.now - begin)]
        )
        return engine
    }

    /// The database of a shared engine is a file in the node's own folder; a session's own is in memory.
    private func location(of key: EngineDirectory.Key) -> DuckDBEngine.Configuration.Location {
        if key.shareLevel == .connection || self.definition.database == .memory { return .memory }
        let elements = [self.definition.name, key.shareLevel.rawValue.lowercased(), key.user, key.subdomain]
        let names = elements.filter { !$0.isEmpty }.map { PathElement($0).text }
        return .file("\(self.configuration.nodeFolder)/databases/\(names.joined(separator: "/")).duckdb")
    }
}
