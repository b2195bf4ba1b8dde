import DuckDBEngine
import Engines
import Handles
import Logging
import Sessions

/// Opens engines of one type: what a new type of engine brings.
protocol EngineOpener: Sendable {
    /// Opens an engine.
    ///
    /// - Parameters:
    ///   - definition: What the configuration says of it.
    ///   - key: Whose it is.
    ///   - id: What to call it; unique in the node.
    /// - Throws: `EngineError`, with a reason that may be shown to the session's client.
    func open(_ definition: EngineDefinition, for key: EngineDirectory.Key, id: String) async throws -> any Engine
}

/// Opens DuckDB in the process.
struct DuckDBOpener: EngineOpener {
    private let library: DuckDBLibrary
    private let pool: ExecutionPool
    private let nodeFolder: String
    private let log: Logger

    /// - Throws: ``ServeError`` where DuckDB's library cannot be loaded.
    init(_ configuration: Configuration, pool: ExecutionPool, log: Logger) throws {
        do {
            self.library = try DuckDBLibrary.load(configuration[Keys.duckDBLibrary] ?? "libduckdb.so")
        } catch {
            throw ServeError(message: "\(error.message) (\(Keys.duckDBLibrary.name) names the file)")
        }
        self.pool = pool
        self.nodeFolder = configuration.nodeFolder
        self.log = log
    }

    func open(_ definition: EngineDefinition, for key: EngineDirectory.Key, id: String) async throws -> any Engine {
        var duckDB = DuckDBEngine.Configuration(
            id: id,
            location: self.location(of: definition, for: key),
            threads: definition.threads,
            memoryLimit: definition.memoryLimit.map { "\($0)B" },
            temporaryFolder: definition.temporaryFolder ?? "\(self.nodeFolder)/spill/\(id)",
            maxTempDirectorySize: definition.temporaryLimit.map { "\($0)B" },
            allowedFolders: definition.allowedFolders,
            openingStatements: definition.openingStatements
        )
        duckDB.log = { self.log.warning("engine", [.engine: "\(id)", .error: "\($0)"]) }
        return try await DuckDBEngine.open(duckDB, library: self.library, pool: self.pool)
    }

    /// The database of a shared engine is a file in the node's own folder; a session's own is in memory.
    private func location(
        of definition: EngineDefinition,
        for key: EngineDirectory.Key
    ) -> DuckDBEngine.Configuration.Location {
        if key.shareLevel == .connection || definition.database == .memory { return .memory }
        let elements = [definition.name, key.shareLevel.rawValue.lowercased(), key.user, key.subdomain]
        let names = elements.filter { !$0.isEmpty }.map { PathElement($0).text }
        return .file("\(self.nodeFolder)/databases/\(names.joined(separator: "/")).duckdb")
    }
}
