internal import CZooKeeper

/// A znode as it was read.
public struct ZNode: Sendable, Hashable {
    /// The content; nil where the znode was created or set without any, which is not the same as empty.
    public var data: [UInt8]?
    /// The figures the server keeps of it.
    public var stat: Stat

    /// What the server keeps of a znode besides its content.
    public struct Stat: Sendable, Hashable {
        /// The transaction that created it.
        public var createdBy: Int64
        /// The transaction that last set its data.
        public var modifiedBy: Int64
        /// When it was created, in milliseconds since 1970 by the server's clock.
        public var createdAt: Int64
        /// When its data was last set, in milliseconds since 1970 by the server's clock.
        public var modifiedAt: Int64
        /// How often its data was set.
        public var version: Int32
        /// How often its list of children changed.
        public var childrenVersion: Int32
        /// The session it belongs to, or 0 where it is persistent. Compare with ``ZooKeeperClient/sessionID``.
        public var ephemeralOwner: Int64
        /// Its data's length in bytes.
        public var dataLength: Int32
        /// How many children it has.
        public var childCount: Int32
    }
}

extension ZNode.Stat {
    init(_ stat: CZooKeeper.Stat) {
        self.init(
            createdBy: stat.czxid,
            modifiedBy: stat.mzxid,
            createdAt: stat.ctime,
            modifiedAt: stat.mtime,
            version: stat.version,
            childrenVersion: stat.cversion,
            ephemeralOwner: stat.ephemeralOwner,
            dataLength: stat.dataLength,
            childCount: stat.numChildren
        )
    }
}
