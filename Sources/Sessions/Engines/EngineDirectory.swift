public import Engines
import Synchronization

/// The node's engines: one a session, or shared by the sessions of a user or of the whole server (design, section 8).
public final class EngineDirectory: EngineProvider {
    /// How engines are shared and kept.
    public struct Configuration: Sendable {
        /// For sessions that do not ask for an engine (`kyuubi.engine.type`), in small letters.
        public var engine = "duckdb"
        /// The engines that sessions may ask for, in small letters; the one above is always among them.
        public var engines: Set<String> = []
        /// For sessions that do not ask for a level (`kyuubi.engine.share.level`).
        public var shareLevel = ShareLevel.user
        /// For sessions that do not ask for a subdomain (`kyuubi.engine.share.level.subdomain`).
        public var subdomain = "default"
        /// How long a shared engine stays after its last session (`kyuubi.session.engine.idle.timeout`).
        public var idleTimeout = Duration.seconds(30 * 60)

        /// Creates the default configuration.
        public init() {}
    }

    private let configuration: Configuration
    private let claims: EngineClaims
    private let openEngine: @Sendable (Key) async throws -> any Engine
    private let shared = Mutex(SharedEngines())

    /// Creates a directory without engines.
    ///
    /// - Parameters:
    ///   - configuration: How engines are shared and kept.
    ///   - claims: Who holds a shared engine; by default always this node.
    ///   - open: Opens an engine; throws `EngineError`. Called in the task of a session's launch, and cancelled with it.
    public init(
        _ configuration: Configuration,
        claims: EngineClaims = .alwaysHere,
        open: @escaping @Sendable (Key) async throws -> any Engine
    ) {
        self.configuration = configuration
        self.claims = claims
        self.openEngine = open
    }

    /// Which engine a session gets; what it does not say is as configured.
    public func key(user: String, _ choice: EngineChoice) throws(SessionError) -> Key {
        let own = self.configuration.engine
        let engine = choice.engine?.lowercased() ?? own
        guard engine == own || self.configuration.engines.contains(engine) else {
            let known = self.configuration.engines.union([own]).sorted().map { $0.uppercased() }
            throw SessionError(
                .invalidArgument,
                "kyuubi.engine.type = \(choice.engine ?? engine) is not configured here; there is "
                    + known.joined(separator: ", ")
            )
        }
        return Key(
            choice.shareLevel ?? self.configuration.shareLevel,
            of: engine,
            user: user,
            subdomain: choice.subdomain ?? self.configuration.subdomain
        )
    }

    /// Opens an engine, or joins a shared one that is open or being opened.
    public func lease(for key: Key) async throws -> EngineLease {
        switch key.shareLevel {
        case .connection:
            let engine = try await self.openEngine(key)
            return EngineLease(engine) { _ in await engine.close() }
        case .user, .server:
            let engine = try await self.joinShared(key)
            return EngineLease(engine) { await self.left(key, at: $0) }
        }
    }

    /// Closes shared engines that have been without a session for the idle time-out.
    public func closeIdle(at moment: Moment) async {
        let timeout = self.configuration.idleTimeout
        await self.close(self.shared.withLock { $0.takeIdle(at: moment, timeout: timeout) })
    }

    /// From now on a shared engine closes with its last session; those without one close now.
    public func drain(at moment: Moment) async {
        await self.close(
            self.shared.withLock { shared in
                shared.drain()
                return shared.takeIdle(at: moment, timeout: .zero)
            }
        )
    }

    /// Closes all shared engines; later sessions find none. Those of single sessions close with them.
    public func close() async {
        await self.close(self.shared.withLock { $0.takeAll() })
    }

    private func left(_ key: Key, at moment: Moment) async {
        await self.close(
            self.shared.withLock { shared in
                shared.left(key, at: moment)
                return shared.isDraining ? shared.takeIdle(at: moment, timeout: .zero) : []
            }
        )
    }

    private func joinShared(_ key: Key) async throws -> any Engine {
        while true {
            switch self.shared.withLock({ $0.requested(key) }) {
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
            let version = try await self.claim(key)
            do {
                let engine = try await self.openEngine(key)
                if self.shared.withLock({ $0.opened(key, engine, claim: version) }) {
                    opened.keep()
                    return engine
                }
                await engine.close()
                throw EngineError(.unavailable, "the node is stopping")
            } catch {
                await self.claims.release(key, version)
                throw error
            }
        } catch {
            self.shared.withLock { $0.failed(key) }
            opened.keep(.failure(error))
            throw error
        }
    }

    private func claim(_ key: Key) async throws -> Int32 {
        switch try await self.claims.claim(key) {
        case .here(let version): return version
        case .elsewhere: throw EngineError(.unavailable, "another node holds the engine")
        }
    }

    private func close(_ closings: [SharedEngines.Closing]) async {
        if closings.isEmpty { return }
        await withTaskGroup(of: Void.self) { group in
            for closing in closings {
                group.addTask {
                    await closing.engine.close()
                    // Only now: whoever claims the engine next opens its database.
                    await self.claims.release(closing.key, closing.claim)
                    self.shared.withLock { $0.closed(closing.key) }
                    closing.done.keep()
                }
            }
        }
    }
}
