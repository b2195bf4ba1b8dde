/// A session's configuration without the JDBC prefixes (contract, section 3.1).
struct SessionSettings: Sendable, Hashable {
    /// All of it, but for the keys that the server ignores, and what the node says where the session does not.
    let values: ConfigurationValues
    /// How long the session may idle, where it says so itself.
    let idleTimeout: Duration?
    /// How long its engine may take to open, where it says so itself.
    let launchTimeout: Duration?
    /// Whether the call that opens it returns before its engine is there.
    let opensAtOnce: Bool
    /// What it says about its engine.
    let engine: EngineChoice
    /// Who answers for the server.
    let infoProvider: InfoProvider

    /// - Throws: ``SessionError``: `invalidArgument`, `unsupported` for a share level that there is elsewhere.
    init(
        _ configs: [String: String],
        rules: ConfigurationRules = ConfigurationRules(),
        defaults: [String: String] = [:]
    ) throws {
        let values = try ConfigurationValues(defaults).overlaid(with: ConfigurationValues(configs, rules: rules))
        self.values = values
        self.idleTimeout = try SessionKeys.idleTimeouts.lazy.compactMap { try values.duration($0) }.first
        self.launchTimeout = try values.duration(SessionKeys.launchTimeout)
        self.opensAtOnce = try values.boolean(SessionKeys.launchAsync) ?? true
        self.engine = EngineChoice(
            engine: values[SessionKeys.engineType],
            shareLevel: try values[SessionKeys.shareLevel].map(EngineDirectory.ShareLevel.init(asked:)),
            subdomain: values[SessionKeys.subdomain]
        )
        self.infoProvider = try values[InfoProvider.key].map(InfoProvider.init(asked:)) ?? .engine
        try Self.check(values)
    }

    /// The database to start in.
    var database: String? {
        self.values[SessionKeys.database]
    }

    /// The catalog to start in.
    var catalog: String? {
        self.values[SessionKeys.catalog]
    }

    /// The name the client gave the session; empty without one.
    var name: String {
        self.values[SessionKeys.name] ?? ""
    }

    /// What is no value of its key is told when the session opens, and not with each of its statements. What the engine may
    /// not be able to do is told when it is asked for it: a statement may say otherwise for itself.
    private static func check(_ values: ConfigurationValues) throws {
        do {
            _ = try StatementSettings(values, overlay: ConfigurationValues([:]), engineSettings: [])
        } catch let error as SessionError where error.code == .unsupported {
            return
        }
    }
}
