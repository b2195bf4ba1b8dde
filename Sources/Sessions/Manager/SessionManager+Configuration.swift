public import Engines

extension SessionManager {
    /// The bounds and time-outs of a node's sessions. The defaults are the contract's (section 13).
    public struct Configuration: Sendable {
        /// `host:port` that clients reach this server at (`kyuubiInstance`).
        public var instance: String
        /// The server's address without port.
        public var serverAddress: String
        /// How long a session may idle (`kyuubi.session.idle.timeout`); a session may say otherwise.
        public var sessionIdleTimeout = Duration.seconds(6 * 3600)
        /// How long an operation that is over stays readable (`kyuubi.operation.idle.timeout`).
        public var operationIdleTimeout = Duration.seconds(3 * 3600)
        /// How often both are looked at (`kyuubi.session.check.interval`).
        public var checkInterval = Duration.seconds(300)
        /// How long an engine may take to open (`kyuubi.session.engine.initialize.timeout`); a session may say otherwise.
        public var engineLaunchTimeout = Duration.seconds(180)
        /// The upper bound of a statement's `queryTimeout` (`kyuubi.operation.query.timeout`); `nil` for none.
        public var queryTimeout: Duration?
        /// The most rows one fetch may ask for (`kyuubi.server.limit.client.fetch.max.rows`); `nil` for any: a page
        /// takes no more memory than one slice of it.
        public var fetchMaxRows: Int?
        /// What holds for sessions whose `configs` do not say otherwise, by their keys.
        public var sessionDefaults: [String: String] = [:]
        /// Who may open how many sessions.
        public var limits = SessionLimits()
        /// Keys, or `prefix.*`, that refuse a session or statement (`kyuubi.session.conf.restrict.list`).
        public var restrictedKeys: [String] = []
        /// Keys, or `prefix.*`, that are dropped silently (`kyuubi.session.conf.ignore.list`).
        public var ignoredKeys: [String] = []
        /// The settings that are the engine's: no other key of a session reaches it. The default is what a session of the
        /// embedded engine may set for itself (design, section 8), and Spark's name for the time zone.
        public var engineSettings = [
            "spark.sql.session.timeZone",
            "TimeZone", "Calendar", "default_collation", "default_null_order", "default_order", "integer_division",
            "ieee_floating_point_ops", "scalar_subquery_error_on_multiple_rows",
        ]
        /// How long the end of the manager waits for sessions still busy in their engines, and then for the engines, before
        /// it leaves them.
        public var stopTimeout = Duration.seconds(5)
        /// The folder for results that do not fit into memory.
        public var resultDirectory = "/tmp"
        /// What one operation's result may take.
        public var operationResults = ResultLimits.operation
        /// What the results of one session may take.
        public var sessionResults = ResultLimits.session
        /// What the results of all sessions may take.
        public var nodeResults = ResultLimits.node

        var rules: ConfigurationRules {
            ConfigurationRules(restricted: self.restrictedKeys, ignored: self.ignoredKeys)
        }

        /// Creates the default configuration of a server at an address.
        public init(instance: String, serverAddress: String) {
            self.instance = instance
            self.serverAddress = serverAddress
        }
    }
}
