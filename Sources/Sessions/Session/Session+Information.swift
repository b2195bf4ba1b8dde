public import Engines

extension Session {
    /// Who answers for the server.
    public var infoProvider: InfoProvider {
        self.settings.infoProvider
    }

    /// What the session's engine tells of itself, or the session knows (contract, section 3.5). Waits for the engine where that
    /// has to be asked, but never for a statement.
    ///
    /// - Returns: `nil` where nobody tells.
    /// - Throws: ``SessionError``: why there is no engine.
    public func information(_ type: InfoType) async throws -> String? {
        switch type {
        case .userName: self.request.user
        default: try await self.launchedEngine().lease.engine.information(type)
        }
    }
}
