/// One operation of a multi.
public enum Operation: Sendable, Hashable {
    /// Creates a znode.
    case create(String, data: [UInt8]? = [], mode: CreateMode = .persistent)
    /// Sets a znode's data where it has the version, nil for any.
    case set(String, data: [UInt8]?, version: Int32? = nil)
    /// Deletes a znode where it has the version, nil for any.
    case delete(String, version: Int32? = nil)
    /// Does nothing, and fails where the znode is missing or does not have the version, nil for any.
    case check(String, version: Int32? = nil)

    /// What came of it.
    public enum Outcome: Sendable, Hashable {
        /// A znode was created at this path.
        case created(String)
        /// The data was set; the figures afterwards.
        case set(ZNode.Stat)
        /// The znode was deleted.
        case deleted
        /// The check held.
        case checked
    }

    /// The znode in question.
    public var path: String {
        switch self {
        case .create(let path, _, _), .set(let path, _, _), .delete(let path, _), .check(let path, _): path
        }
    }

    var isSequential: Bool {
        if case .create(_, _, let mode) = self { mode.isSequential } else { false }
    }
}
