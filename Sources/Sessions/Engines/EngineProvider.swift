public import Engines

/// Where sessions get their engines from.
public protocol EngineProvider: Sendable {
    /// Which engine a session gets.
    ///
    /// - Parameters:
    ///   - user: The session's user, after proxying.
    ///   - shareLevel: Who shares the engine, where the session says so.
    ///   - subdomain: Which of the engines of that level, where the session says so.
    func key(
        user: String,
        shareLevel: EngineDirectory.ShareLevel?,
        subdomain: String?
    ) -> EngineDirectory.Key

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
