/// Who answers when a client asks for the server's name and version (`kyuubi.server.info.provider`; contract, section 3.5).
public enum InfoProvider: String, Sendable, Hashable, CaseIterable {
    case engine = "ENGINE"
    case server = "SERVER"

    static let key = "kyuubi.server.info.provider"

    /// Reads what a session asks for, in letters of either case.
    ///
    /// - Throws: ``SessionError`` with `invalidArgument`.
    init(asked text: String) throws {
        guard let provider = InfoProvider(rawValue: text.uppercased()) else {
            throw SessionError(.invalidArgument, "\(Self.key) must be ENGINE or SERVER, not \(text)")
        }
        self = provider
    }
}
