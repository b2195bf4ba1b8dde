/// The node and its cluster.
extension Keys {
    static let nodeName = ConfigurationKey(
        "torii.node.name",
        ValueType<String>.name.optional,
        default: nil,
        "The node's name, for people. Default: the machine's name."
    )
    static let dataFolder = ConfigurationKey(
        "torii.data.folder",
        .path,
        default: "/var/lib/torii",
        "The folder of database files and large results; the node's own part lies in a folder named after it."
    )
    static let clusterSecret = ConfigurationKey(
        "torii.cluster.secret",
        ValueType<Secret>.secret.optional,
        default: nil,
        "What all nodes of a cluster share, 16 bytes or more. Others see command lines and environments: prefer the file."
    )
    static let clusterSecretFile = ConfigurationKey(
        "torii.cluster.secret.file",
        ValueType<String>.path.optional,
        default: nil,
        "A file that holds the cluster's secret; white space at its end does not count."
    )
    static let zooKeeper = ConfigurationKey(
        "torii.zookeeper.connect",
        aliases: ["kyuubi.ha.addresses"],
        ValueType<String>.zooKeeperServers.optional,
        default: nil,
        "ZooKeeper's servers, host:port with commas between. Without it the node stands alone."
    )
    static let zooKeeperNamespace = ConfigurationKey(
        "torii.zookeeper.namespace",
        aliases: ["kyuubi.ha.namespace"],
        .znodePath,
        default: "/torii",
        "The znode below which the cluster keeps its own; two clusters need two."
    )
    static let zooKeeperDigest = ConfigurationKey(
        "torii.zookeeper.digest",
        ValueType<Secret>.credentials.optional,
        default: nil,
        "user:password for ZooKeeper's digest scheme; what the nodes write is then theirs alone."
    )
    static let zooKeeperDigestFile = ConfigurationKey(
        "torii.zookeeper.digest.file",
        ValueType<String>.path.optional,
        default: nil,
        "A file that holds user:password for ZooKeeper's digest scheme."
    )
    static let zooKeeperSessionTimeout = ConfigurationKey(
        "torii.zookeeper.session.timeout",
        .positiveDuration,
        default: .seconds(6),
        "How long ZooKeeper waits for a silent node before the others take it for lost."
    )
    static let fanOutTimeout = ConfigurationKey(
        "torii.cluster.question.timeout",
        .positiveDuration,
        default: .seconds(3),
        "How long a node may take to answer its part of a list over the whole cluster."
    )
    static let forwardTimeout = ConfigurationKey(
        "torii.forward.timeout",
        .positiveDuration,
        default: .seconds(10),
        "How long a forwarded call that answers at once may take; beyond it: 504."
    )
    static let forwardConnections = ConfigurationKey(
        "torii.forward.connections.max",
        .integer(1...65535),
        default: 256,
        "The most connections of one event loop to one other node."
    )
}
