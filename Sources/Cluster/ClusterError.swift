/// Why a node cannot be part of its cluster, or cannot tell.
public struct ClusterError: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Base: String, Sendable {
            case badSecret
            case wrongSecret
            case badRecord
            case noContact
            case stopped
        }

        private let base: Base

        /// The configured secret cannot be used.
        public static let badSecret = Code(base: .badSecret)
        /// The cluster was made with another secret.
        public static let wrongSecret = Code(base: .wrongSecret)
        /// A znode holds what no node of this version writes.
        public static let badRecord = Code(base: .badRecord)
        /// ZooKeeper does not answer; the same call may succeed later.
        public static let noContact = Code(base: .noContact)
        /// The node has left the cluster.
        public static let stopped = Code(base: .stopped)

        /// A short, bounded name, fit for a metric's label.
        public var description: String {
            self.base.rawValue
        }
    }

    /// What kind of failure it is.
    public var code: Code
    /// The reason, and what to do about it. Holds no secret.
    public var message: String

    /// Creates an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension ClusterError: CustomStringConvertible {
    /// Code and message.
    public var description: String {
        "ClusterError(\(self.code): \(self.message))"
    }
}
