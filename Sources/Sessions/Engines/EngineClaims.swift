/// Who holds a shared engine, where several nodes could (design, section 8).
public struct EngineClaims: Sendable {
    /// The answer to a question for the holder.
    public enum Holder: Sendable, Hashable {
        /// This node may open the engine. The version goes into the release, so that a claim that has passed on meanwhile is
        /// not let go.
        case here(version: Int32)
        /// Another node has it.
        case elsewhere
    }

    let claim: @Sendable (EngineDirectory.Key) async throws -> Holder
    let release: @Sendable (EngineDirectory.Key, Int32) async -> Void

    /// Creates the hooks.
    ///
    /// - Parameters:
    ///   - claim: Asked before a shared engine opens; throws `EngineError`, such as `unavailable` where the holder is not
    ///     known. Cancelled with the launch of the session.
    ///   - release: Called after a shared engine closed, or could not be opened, with the claim's version.
    public init(
        claim: @escaping @Sendable (EngineDirectory.Key) async throws -> Holder,
        release: @escaping @Sendable (EngineDirectory.Key, Int32) async -> Void
    ) {
        self.claim = claim
        self.release = release
    }

    /// There is no other node.
    public static let alwaysHere = EngineClaims { _ in
        .here(version: 0)
    } release: { _, _ in
    }
}
