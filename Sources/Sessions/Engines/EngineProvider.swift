public import Engines

/// Where sessions get their engines from.
public protocol EngineProvider: Sendable {
    /// Which engine a session gets.
    ///
    /// - Parameters:
    ///   - user: The session's user, after proxying.
    ///   - choice: What the session says about it.
    /// - Throws: ``SessionError`` with `invalidArgument` where there is no such engine.
    func key(user: String, _ choice: EngineChoice) throws(SessionError) -> EngineDirectory.Key

    /// Finds or opens an engine for a session.
    ///
    /// - Throws: `EngineError`, with a reason that may be shown to the client; `CancellationError`.
    func lease(for key: EngineDirectory.Key) async throws -> EngineLease

    /// Closes engines that have been without a session for long enough.
    func closeIdle(at moment: Moment) async

    /// From now on an engine closes with its last session.
    func drain(at moment: Moment) async

    /// Closes all engines; no lease is given any more.
    func close() async
}

/// What a session says about the engine that it wants; what it leaves open is as the node is configured.
public struct EngineChoice: Sendable, Hashable {
    /// Which of the engines that are defined (`kyuubi.engine.type`), in either case.
    public var engine: String?
    /// Who shares it (`kyuubi.engine.share.level`).
    public var shareLevel: EngineDirectory.ShareLevel?
    /// Which of the engines of that level (`kyuubi.engine.share.level.subdomain`).
    public var subdomain: String?

    /// Creates a choice; by default everything is left open.
    public init(
        engine: String? = nil,
        shareLevel: EngineDirectory.ShareLevel? = nil,
        subdomain: String? = nil
    ) {
        self.engine = engine
        self.shareLevel = shareLevel
        self.subdomain = subdomain
    }
}

/// The use of an engine by one session.
public struct EngineLease: Sendable {
    /// The engine.
    public let engine: any Engine
    private let give: @Sendable (Moment) async -> Void

    /// Creates a lease.
    ///
    /// - Parameter release: Called once, when the session is over.
    public init(_ engine: any Engine, release: @escaping @Sendable (Moment) async -> Void) {
        self.engine = engine
        self.give = release
    }

    /// The session is over.
    public func release(at moment: Moment) async {
        await self.give(moment)
    }
}
