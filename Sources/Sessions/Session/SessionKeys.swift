import Engines

/// The keys of a session's configuration that mean something here (contract, section 13).
public enum SessionKeys {
    static let name = "kyuubi.session.name"
    static let engineType = "kyuubi.engine.type"
    static let shareLevel = "kyuubi.engine.share.level"
    static let subdomain = "kyuubi.engine.share.level.subdomain"
    static let idleTimeouts = ["kyuubi.session.idle.timeout", "kyuubi.session.timeout"]
    static let launchTimeout = "kyuubi.session.engine.initialize.timeout"
    static let launchAsync = "kyuubi.session.engine.launch.async"
    static let maxRows = "kyuubi.operation.result.max.rows"
    static let plan = PlanMode.key
    static let language = "kyuubi.operation.language"
    static let progress = "kyuubi.operation.progress.enabled"
    static let timeoutMonitor = "kyuubi.operation.query.timeout.monitor.enabled"
    static let incrementalCollect = "kyuubi.operation.incremental.collect"
    static let infoProvider = InfoProvider.key
    static let database = "use:database"
    static let catalog = "use:catalog"

    /// All of them.
    public static let all =
        idleTimeouts + [
            name, engineType, shareLevel, subdomain, launchTimeout, launchAsync, maxRows, plan, language, progress,
            timeoutMonitor, incrementalCollect, infoProvider, database, catalog,
        ]
}
