import Sessions

/// What holds for sessions that do not say otherwise in their `configs`, and statements in their `confOverlay`.
extension Keys {
    /// The plans that the embedded engine tells apart.
    enum PlanMode: String, Sendable, CaseIterable {
        case none
        case analyze
        case optimize
        case physical
    }

    static let resultMaxRows = ConfigurationKey(
        "kyuubi.operation.result.max.rows",
        .integer(0...Int.max),
        default: 0,
        "The most rows of a statement's result, the rest is dropped; 0 for all."
    )
    static let planMode = ConfigurationKey(
        "kyuubi.operation.plan.only.mode",
        .choice,
        default: PlanMode.none,
        "Whether statements answer with a plan, as text, and do not run."
    )
    static let progressEnabled = ConfigurationKey(
        "kyuubi.operation.progress.enabled",
        .boolean,
        default: false,
        "Whether operation events tell how far a statement is, where the engine does; DuckDB does not."
    )
    static let timeoutMonitor = ConfigurationKey(
        "kyuubi.operation.query.timeout.monitor.enabled",
        .boolean,
        default: true,
        "Whether statements are stopped when their queryTimeout is over."
    )
    static let launchAsync = ConfigurationKey(
        "kyuubi.session.engine.launch.async",
        .boolean,
        default: true,
        "Whether a session's open returns before its engine is there; if not, a launch that fails is the open's failure."
    )
    static let infoProvider = ConfigurationKey(
        "kyuubi.server.info.provider",
        .choice,
        default: InfoProvider.engine,
        "Whose name and version GetInfo tells: the engine's or Torii's."
    )
}

extension Configuration {
    /// What was given of these keys, as a session's `configs` would say it.
    var sessionDefaults: [String: String] {
        var defaults: [String: String] = [:]
        func add<Value>(_ key: ConfigurationKey<Value>) {
            if self.has(key) { defaults[key.name] = key.type.describe(self[key]) }
        }
        add(Keys.resultMaxRows)
        add(Keys.planMode)
        add(Keys.progressEnabled)
        add(Keys.timeoutMonitor)
        add(Keys.launchAsync)
        add(Keys.infoProvider)
        return defaults
    }
}
