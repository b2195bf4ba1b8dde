/// What `nodes/<n>` holds: who started there. Never changes.
public struct NodeRecord: Sendable, Hashable, Codable {
    /// The node's configured name.
    public var name: String
    /// Of this start alone; how a node recognises a znode whose creation was not confirmed.
    public var guid: String
    /// Where its HTTP port is reached by the other nodes.
    public var host: String
    /// The HTTP port.
    public var port: Int
    /// The version of Torii.
    public var version: String
    /// When it started, milliseconds since 1970.
    public var startTime: Int64

    /// Creates a record.
    public init(name: String, guid: String, host: String, port: Int, version: String, startTime: Int64) {
        self.name = name
        self.guid = guid
        self.host = host
        self.port = port
        self.version = version
        self.startTime = startTime
    }

    /// Whether the other one was started at the same address.
    func hasAddress(of other: NodeRecord) -> Bool {
        self.host == other.host && self.port == other.port
    }
}

/// What `nodes/<n>/alive` holds: how the node is. Rewritten now and then.
public struct AliveRecord: Sendable, Hashable, Codable {
    /// Whether the node takes new sessions.
    public enum Activity: String, Sendable, Hashable, Codable {
        case active
        case draining
    }

    /// Whether the node takes new sessions.
    public var activity: Activity
    /// The highest incarnation it has listed: whoever is not above it is known to the node. `nil` before its first listing.
    public var highestListed: UInt32?
    /// Its open sessions, as of some time ago.
    public var sessions: Int

    /// Creates a record.
    public init(activity: Activity, highestListed: UInt32?, sessions: Int = 0) {
        self.activity = activity
        self.highestListed = highestListed
        self.sessions = sessions
    }

    /// Stands for what this version cannot read: the node is there, but knows nobody and is offered nothing new.
    static let unreadable = AliveRecord(activity: .draining, highestListed: nil)
}
