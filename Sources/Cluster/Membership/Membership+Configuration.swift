extension Membership {
    /// What a node needs to know to join its cluster.
    public struct Configuration: Sendable {
        /// Where ZooKeeper is, `host:port` separated by commas; `nil` for a node that stands alone.
        public var zooKeeper: String?
        /// The user and password for ZooKeeper's digest scheme, as `user:password`; `nil` where all may read and write.
        public var zooKeeperDigest: String?
        /// The path below which the cluster's znodes are.
        public var namespace = "/torii"
        /// How long ZooKeeper waits for a silent node before it takes it for lost.
        public var sessionTimeout: Duration = .seconds(6)
        /// The secret that all nodes of the cluster share.
        public var secret: ClusterSecret
        /// The node's name, for people.
        public var name: String
        /// Where the other nodes reach this one.
        public var host: String
        /// The HTTP port there.
        public var port: Int
        /// The version of Torii.
        public var version: String

        /// The cluster's GUID of a node that stands alone; `nil` for a new one at each start. One that is kept, with the secret, lets
        /// the node know its earlier handles, and say that they are gone. With ZooKeeper its cluster's GUID counts.
        public var standaloneGUID: String?

        /// Takes lines about ZooKeeper's absence and about znodes that cannot be read. Must not block.
        public var log: (@Sendable (String) -> Void)?

        /// The waiting times; a test shortens them.
        var timing = MembershipStateMachine.Timing()
        /// Whether a watch's event is passed on; a test holds them back.
        var passesWatches: @Sendable () -> Bool = { true }

        /// Creates a configuration of a node that stands alone.
        public init(secret: ClusterSecret, name: String, host: String, port: Int, version: String) {
            self.secret = secret
            self.name = name
            self.host = host
            self.port = port
            self.version = version
        }
    }
}
