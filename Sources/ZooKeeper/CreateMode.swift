/// How long a znode lives and who completes its name.
public struct CreateMode: Sendable, Hashable {
    /// Whether the znode goes when the session that created it ends.
    public var isEphemeral: Bool
    /// Whether the server appends ten digits to the path, counted per parent and never given twice.
    public var isSequential: Bool

    /// Lives until deleted.
    public static let persistent = CreateMode(isEphemeral: false, isSequential: false)
    /// Lives until deleted, named by the server.
    public static let persistentSequential = CreateMode(isEphemeral: false, isSequential: true)
    /// Goes with its session.
    public static let ephemeral = CreateMode(isEphemeral: true, isSequential: false)
    /// Goes with its session, named by the server.
    public static let ephemeralSequential = CreateMode(isEphemeral: true, isSequential: true)

    /// The number in ZooKeeper's protocol.
    var rawMode: Int32 {
        (self.isEphemeral ? 1 : 0) | (self.isSequential ? 2 : 0)
    }
}
