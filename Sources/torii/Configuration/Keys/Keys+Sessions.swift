/// Sessions, operations, limits.
extension Keys {
    /// What the configuration of other people's sessions shows.
    enum ConfRetrieveMode: String, Sendable, CaseIterable {
        case redacted = "REDACTED"
        case original = "ORIGINAL"
        case none = "NONE"
    }

    /// Authentication methods that are served.
    enum AuthenticationMethod: String, Sendable, CaseIterable {
        case none = "NONE"
        case noSASL = "NOSASL"
    }

    static let authentication = ConfigurationKey(
        "kyuubi.authentication",
        .choice,
        default: AuthenticationMethod.none,
        "How users prove who they are. NONE and NOSASL take the name of Basic as it is."
    )
    static let sessionIdleTimeout = ConfigurationKey(
        "kyuubi.session.idle.timeout",
        aliases: ["kyuubi.session.timeout"],
        .positiveDuration,
        default: .seconds(6 * 3600),
        "How long a session may idle before it is closed; a session may say otherwise for itself."
    )
    static let sessionCheckInterval = ConfigurationKey(
        "kyuubi.session.check.interval",
        .positiveDuration,
        default: .seconds(300),
        "How often idle sessions and operations are looked for."
    )
    static let operationIdleTimeout = ConfigurationKey(
        "kyuubi.operation.idle.timeout",
        .positiveDuration,
        default: .seconds(3 * 3600),
        "How long an operation that has ended stays readable."
    )
    static let queryTimeout = ConfigurationKey(
        "kyuubi.operation.query.timeout",
        ValueType<Duration>.positiveDuration.optional,
        default: nil,
        "The upper bound of a statement's queryTimeout; without it there is none."
    )
    static let fetchMaxRows = ConfigurationKey(
        "kyuubi.server.limit.client.fetch.max.rows",
        ValueType.integer(1...Int.max).optional,
        default: nil,
        "The most rows that one fetch may ask for; without it any number."
    )
    static let execPoolSize = ConfigurationKey(
        "kyuubi.backend.server.exec.pool.size",
        .integer(1...10_000),
        default: 100,
        "Statements that run at once on the node."
    )
    static let execPoolQueue = ConfigurationKey(
        "kyuubi.backend.server.exec.pool.wait.queue.size",
        .integer(0...1_000_000),
        default: 100,
        "Sessions whose statements may wait for a thread; beyond it: 503."
    )
    static let execPoolKeepAlive = ConfigurationKey(
        "kyuubi.backend.server.exec.pool.keepalive.time",
        .positiveDuration,
        default: .seconds(60),
        "How long a thread without work stays."
    )
    static let connectionsPerUser = ConfigurationKey(
        "kyuubi.server.limit.connections.per.user",
        ValueType.integer(1...Int.max).optional,
        default: nil,
        "The most sessions of one user; without it any number."
    )
    static let connectionsPerAddress = ConfigurationKey(
        "kyuubi.server.limit.connections.per.ipaddress",
        ValueType.integer(1...Int.max).optional,
        default: nil,
        "The most sessions from one client address; without it any number."
    )
    static let connectionsPerUserAddress = ConfigurationKey(
        "kyuubi.server.limit.connections.per.user.ipaddress",
        ValueType.integer(1...Int.max).optional,
        default: nil,
        "The most sessions of one user from one client address; without it any number."
    )
    static let unlimitedUsers = ConfigurationKey(
        "kyuubi.server.limit.connections.user.unlimited.list",
        ValueType<String>.name.list,
        default: [],
        "Users whom these limits do not bind."
    )
    static let deniedUsers = ConfigurationKey(
        "kyuubi.server.limit.connections.user.deny.list",
        ValueType<String>.name.list,
        default: [],
        "Users who may not open sessions: 403."
    )
    static let deniedAddresses = ConfigurationKey(
        "kyuubi.server.limit.connections.ip.deny.list",
        ValueType<String>.address.list,
        default: [],
        "Client addresses, no ranges, from which no session may be opened: 403."
    )
    static let restrictedKeys = ConfigurationKey(
        "kyuubi.session.conf.restrict.list",
        ValueType<String>.name.list,
        default: [],
        "Keys that a session may not set (or prefix.*): 400."
    )
    static let ignoredKeys = ConfigurationKey(
        "kyuubi.session.conf.ignore.list",
        ValueType<String>.name.list,
        default: [],
        "Keys of a session that are dropped silently (or prefix.*)."
    )
    static let redactionPattern = ConfigurationKey(
        "kyuubi.server.redaction.regex",
        .regularExpression,
        default: "(?i)secret|password|token|access[.]key",
        "What secrets look like: a value is not shown where this is found in it or in its key."
    )
    static let confRetrieveMode = ConfigurationKey(
        "kyuubi.server.conf.retrieveMode",
        .choice,
        default: ConfRetrieveMode.redacted,
        "How lists show a session's configuration: redacted, as it is, or not at all."
    )
}
