import Engines
import FoundationEssentials
import Logging
import Sessions
import Synchronization

/// Opens the engines that the configuration defines.
final class EngineFactory: Sendable {
    private let configuration: Configuration
    /// What sessions may choose, by name.
    private let definitions: [String: EngineDefinition]
    /// Who opens an engine, by its type.
    private let openers: [EngineAttribute.EngineType: any EngineOpener]
    private let log: Logger
    private let number = Atomic<Int>(0)

    /// - Throws: ``ServeError`` where an engine's library cannot be loaded, a folder not be made, or the engine of sessions
    ///   that name none is not defined.
    init(_ configuration: Configuration, pool: ExecutionPool, log: Logger) throws {
        let name = configuration[Keys.engineType]
        let definitions = configuration.engines
        guard definitions[name] != nil else {
            throw ServeError(message: "\(Keys.engineType.name) = \(name): there is no such engine definition")
        }
        self.openers = [.duckdb: try DuckDBOpener(configuration, pool: pool, log: log)]
        for folder in [configuration.nodeFolder, "\(configuration.nodeFolder)/results"] {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw ServeError(message: "the folder \(folder) cannot be made (\(Keys.dataFolder.name)): \(error)")
            }
        }
        self.configuration = configuration
        self.definitions = definitions
        self.log = log
    }

    /// A directory without engines, for one incarnation of the node.
    func directory() -> EngineDirectory {
        var settings = EngineDirectory.Configuration()
        settings.engine = self.configuration[Keys.engineType]
        settings.engines = Set(self.definitions.keys)
        settings.shareLevel =
            EngineDirectory.ShareLevel(rawValue: self.configuration[Keys.shareLevel].rawValue) ?? .user
        if let subdomain = self.configuration[Keys.shareSubdomain] { settings.subdomain = subdomain }
        settings.idleTimeout = self.configuration[Keys.engineIdleTimeout]
        return EngineDirectory(settings) { key in try await self.open(key) }
    }

    private func open(_ key: EngineDirectory.Key) async throws -> any Engine {
        guard let definition = self.definitions[key.engine], let opener = self.openers[definition.type] else {
            throw EngineError(.openFailed, "the engine \(key.engine) is not defined")
        }
        let id = "\(definition.name)-\(self.number.add(1, ordering: .relaxed).newValue)"
        let begin = ContinuousClock.now
        let engine = try await opener.open(definition, for: key, id: id)
        self.log.info(
            "engine opened",
            [.engine: "\(id)", .user: "\(key.user)", .duration: .duration(ContinuousClock.now - begin)]
        )
        return engine
    }
}
