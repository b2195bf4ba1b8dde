/// A session's configuration without the JDBC prefixes (contract, section 3.1).
struct SessionSettings: Sendable, Hashable {
    static let idleTimeoutKeys = ["kyuubi.session.idle.timeout", "kyuubi.session.timeout"]
    static let launchTimeoutKey = "kyuubi.session.engine.initialize.timeout"

    /// The database to start in.
    private(set) var database: String?
    /// The catalog to start in.
    private(set) var catalog: String?
    /// Everything else, but for the keys that the server ignores.
    let values: ConfigurationValues
    /// How long the session may idle, where it says so itself.
    let idleTimeout: Duration?
    /// How long its engine may take to open, where it says so itself.
    let launchTimeout: Duration?
    /// What it says about its engine.
    let engine: EngineChoice

    /// Who answers for the server, where the session says so itself.
    let infoProvider: InfoProvider?

    /// - Throws: ``SessionError``: `invalidArgument`, `unsupported` for a share level that there is elsewhere.
    init(_ configs: [String: String], rules: ConfigurationRules = ConfigurationRules()) throws {
        var rest = configs
        self.database = rest.removeValue(forKey: "use:database")
        self.catalog = rest.removeValue(forKey: "use:catalog")
        let values = try ConfigurationValues(rest, rules: rules)
        self.values = values
        self.idleTimeout = try Self.idleTimeoutKeys.lazy.compactMap { try values.duration($0) }.first
        self.launchTimeout = try values.duration(Self.launchTimeoutKey)
        self.engine = EngineChoice(
            engine: values["kyuubi.engine.type"],
            shareLevel: try values["kyuubi.engine.share.level"].map(EngineDirectory.ShareLevel.init(asked:)),
            subdomain: values["kyuubi.engine.share.level.subdomain"]
        )
        self.infoProvider = try values[InfoProvider.key].map(InfoProvider.init(asked:))
        _ = try StatementSettings.maxRows(values)
    }

    /// The name the client gave the session; empty without one.
    var name: String {
        self.values["kyuubi.session.name"] ?? ""
    }
}
