extension EngineDirectory {
    /// Who shares an engine (contract, section 11.2).
    public enum ShareLevel: String, Sendable, Hashable, CaseIterable {
        /// Each session has its own.
        case connection = "CONNECTION"
        /// All sessions of a user with the same subdomain share one.
        case user = "USER"
        /// All sessions with the same subdomain share one.
        case server = "SERVER"

        /// Reads the level a client asks for (`kyuubi.engine.share.level`), in either case.
        ///
        /// - Throws: ``SessionError``: `unsupported` for Kyuubi's other levels, `invalidArgument` for other text.
        public init(asked text: String) throws {
            let name = text.uppercased()
            if let level = ShareLevel(rawValue: name) {
                self = level
                return
            }
            let known = ShareLevel.allCases.map(\.rawValue).joined(separator: ", ")
            throw SessionError(
                ["GROUP", "SERVER_LOCAL"].contains(name) ? .unsupported : .invalidArgument,
                "kyuubi.engine.share.level = \(text) is not supported; the levels are \(known)"
            )
        }
    }

    /// Which engine it is.
    public struct Key: Sendable, Hashable {
        /// Which of the engines that are defined, in small letters.
        public let engine: String
        /// Who shares it.
        public let shareLevel: ShareLevel
        /// Whose it is: the user at level `USER`, empty otherwise.
        public let user: String
        /// Which of them (`kyuubi.engine.share.level.subdomain`, else `default`); empty for a session's own.
        public let subdomain: String

        /// Creates the key of an engine that a user's session asks for.
        public init(_ shareLevel: ShareLevel, of engine: String, user: String, subdomain: String? = nil) {
            self.engine = engine
            self.shareLevel = shareLevel
            self.user = shareLevel == .user ? user : ""
            let name = subdomain.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
            self.subdomain = shareLevel == .connection ? "" : name
        }
    }
}
