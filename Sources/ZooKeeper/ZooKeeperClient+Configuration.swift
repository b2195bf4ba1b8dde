extension ZooKeeperClient {
    /// Where the servers are and what the session is to be like.
    public struct Configuration: Sendable {
        /// `host:port`, several with commas between, then optionally a chroot: `a:2181,b:2181/torii`.
        ///
        /// Every path is below the chroot. It need not exist: creating `/` creates it, where its parent exists.
        public var connectString: String
        /// After how long without contact the servers end the session. They may give another figure, see
        /// ``ZooKeeperClient/negotiatedTimeout``. The default is the cluster's (design, section 3).
        public var sessionTimeout: Duration = .seconds(6)
        /// How long ``ZooKeeperClient/connect(_:)`` waits for a session; enough for a server to elect a leader.
        public var connectTimeout: Duration = .seconds(10)
        /// Digest credentials as `user:password`. Where there are any, every znode this client creates is accessible with
        /// them only; otherwise to everybody.
        public var credentials: String?
        /// Takes the C client's error lines, a few each ten seconds. The library does not say which client a line is of:
        /// with several in the process each gets all lines. Called on the library's threads: it must not block.
        public var log: (@Sendable (String) -> Void)?

        /// How credentials are presented. The server knows `digest` alone; tests try what it does not know.
        var credentialsScheme = "digest"

        /// Creates a configuration with the defaults.
        public init(connectString: String) {
            self.connectString = connectString
        }
    }
}
