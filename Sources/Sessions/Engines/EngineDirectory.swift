public import Engines
import Synchronization

/// The node's engines: one a session, or one shared by the whole server (design, section 8).
public final class EngineDirectory: EngineProvider {
    /// Who shares an engine (contract, section 11.2).
    public enum ShareLevel: String, Sendable, Hashable {
        /// Each session has its own.
        case connection = "CONNECTION"
        /// All sessions with the same subdomain share one.
        case server = "SERVER"
    }

    /// How engines are shared and kept.
    public struct Configuration: Sendable {
        /// For sessions that do not ask for a level (`kyuubi.engine.share.level`).
        public var shareLevel = ShareLevel.connection
        /// How long a shared engine stays after its last session (`kyuubi.session.engine.idle.timeout`).
        public var idleTimeout = Duration.seconds(30 * 60)

        /// Creates the default configuration.
        public init() {}
    }

    /// What engine to open.
    public struct Key: Sendable, Hashable {
        /// Who shares it.
        public var shareLevel: ShareLevel
        /// The shared engine's name (`kyuubi.engine.share.level.subdomain`, else `default`); empty for a session's own.
        public var name: String
    }

    private let configuration: Configuration
    private let openEngine: @Sendable (Key) async throws -> any Engine
    private let shared = Mutex(SharedEngines())

    /// Creates a directory without engines.
    ///
    /// - Parameters:
    ///   - configuration: How engines are shared and kept.
    ///   - open: Opens an engine; throws `EngineError`. Called in the task of a session's launch, and cancelled with it.
    public init(_ configuration: Configuration, open: @escaping @Sendable (Key) async throws -> any Engine) {
        self.configuration = configuration
        self.openEngine = open
    }

    /// Opens an engine, or joins a shared one that is open or being opened.
    public func lease(for request: SessionOpenRequest) async throws -> EngineLease {
        let key = try self.key(for: request)
        switch key.shareLevel {
        case .connection:
            let engine = try await self.openEngine(key)
            return EngineLease(engine) { _ in await engine.close() }
        case .server:
            let engine = try await self.joinShared(key)
            return EngineLease(engine) { moment in
                self.shared.withLock { $0.left(key.name, at: moment) }
            }
        }
    }

    /// Closes shared engines that have been without a session for the idle time-out.
    public func closeIdle(at moment: Moment) async {
        let timeout = self.configuration.idleTimeout
        await self.close(self.shared.withLock { $0.takeIdle(at: moment, timeout: timeout) })
    }

    /// Closes all shared engines; later sessions find none. Those of single sessions close with them.
    public func close() async {
        await self.close(self.shared.withLock { $0.takeAll() })
    }

    private func key(for request: SessionOpenRequest) throws -> Key {
        let settings = try request.settings()
        guard let asked = settings["kyuubi.engine.share.level"] else {
            return self.key(self.configuration.shareLevel, settings)
        }
        guard let level = ShareLevel(rawValue: asked.uppercased()) else {
            throw EngineError(.unsupported, "engine share level \(asked) is not supported")
        }
        return self.key(level, settings)
    }

    private func key(_ level: ShareLevel, _ settings: SessionSettings) -> Key {
        switch level {
        case .connection: Key(shareLevel: level, name: "")
        case .server: Key(shareLevel: level, name: settings["kyuubi.engine.share.level.subdomain"] ?? "default")
        }
    }

    private func joinShared(_ key: Key) async throws -> any Engine {
        while true {
            switch self.shared.withLock({ $0.requested(key.name) }) {
            case .use(let engine):
                return engine
            case .open(let opened):
                return try await self.openShared(key, opened)
            case .wait(let opened):
                do {
                    try await opened.value()
                } catch is CancellationError where !Task.isCancelled {
                    // Only the session that was opening it has gone: the next in line opens it.
                }
            case .refuse:
                throw EngineError(.unavailable, "the node is stopping")
            }
        }
    }

    private func openShared(_ key: Key, _ opened: Promise<Void>) async throws -> any Engine {
        do {
            let engine = try await self.openEngine(key)
            if self.shared.withLock({ $0.opened(key.name, engine) }) {
                opened.keep()
                return engine
            }
            await engine.close()
            throw EngineError(.unavailable, "the node is stopping")
        } catch {
            self.shared.withLock { $0.failed(key.name) }
            opened.keep(.failure(error))
            throw error
        }
    }

    private func close(_ closings: [SharedEngines.Closing]) async {
        await withTaskGroup(of: Void.self) { group in
            for closing in closings {
                group.addTask {
                    await closing.engine.close()
                    self.shared.withLock { $0.closed(closing.name) }
                    closing.done.keep()
                }
            }
        }
    }
}
