internal import CZooKeeper

/// Why a call to ZooKeeper failed.
public struct ZooKeeperError: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public struct Code: Sendable, Hashable {
        private enum Base: Sendable, Hashable {
            case noNode
            case nodeExists
            case notEmpty
            case badVersion
            case noChildrenForEphemerals
            case connectionLoss
            case operationTimeout
            case sessionExpired
            case authFailed
            case noAuth
            case invalidState
            case closing
            case badArguments
            case invalidACL
            case unknownHost
            case other(Int32)
        }

        private let base: Base

        /// No such znode, or the parent of the one to create is missing.
        public static let noNode = Code(base: .noNode)
        /// The znode to create exists.
        public static let nodeExists = Code(base: .nodeExists)
        /// The znode to delete has children.
        public static let notEmpty = Code(base: .notEmpty)
        /// The znode has another version than the one given.
        public static let badVersion = Code(base: .badVersion)
        /// The parent is ephemeral.
        public static let noChildrenForEphemerals = Code(base: .noChildrenForEphemerals)
        /// The connection broke, or none could be made. The client connects again by itself.
        public static let connectionLoss = Code(base: .connectionLoss)
        /// The server went silent for two thirds of the session timeout. The client connects again by itself.
        public static let operationTimeout = Code(base: .operationTimeout)
        /// The session is over for good: close the client and make a new one.
        public static let sessionExpired = Code(base: .sessionExpired)
        /// The server refused the credentials. The session is over for good.
        public static let authFailed = Code(base: .authFailed)
        /// The znode's access list forbids the call.
        public static let noAuth = Code(base: .noAuth)
        /// The client library is in no state to take the call.
        public static let invalidState = Code(base: .invalidState)
        /// The client is being closed or is closed.
        public static let closing = Code(base: .closing)
        /// A path, a mode or a setting is malformed.
        public static let badArguments = Code(base: .badArguments)
        /// The access list is malformed, or the session has no credentials to put in it.
        public static let invalidACL = Code(base: .invalidACL)
        /// The connect string is malformed or none of its hosts is known, which may pass.
        public static let unknownHost = Code(base: .unknownHost)

        /// Anything else, by the number the C client gives it.
        public static func other(_ rawCode: Int32) -> Code {
            Code(base: .other(rawCode))
        }
    }

    /// What kind of failure it is.
    public var code: Code
    /// The znode in question, below the chroot; of a failed multi the path of the operation that failed.
    public var path: String?
    /// Whether a call that changes something may have been carried out all the same: its answer was lost.
    public var isOutcomeUnknown: Bool
    /// Which operation of a multi failed, counted from 0. The others failed with it.
    public var operationIndex: Int?

    /// Creates an error.
    ///
    /// - Parameter isOutcomeUnknown: By default true where the code says that an answer was lost: `connectionLoss` and
    ///   `operationTimeout`.
    public init(_ code: Code, path: String? = nil, isOutcomeUnknown: Bool? = nil, operationIndex: Int? = nil) {
        self.code = code
        self.path = path
        self.isOutcomeUnknown = isOutcomeUnknown ?? (code == .connectionLoss || code == .operationTimeout)
        self.operationIndex = operationIndex
    }
}

extension ZooKeeperError.Code {
    /// The code for a number the C client answered, which is not `ZOK`.
    init(rawCode: Int32) {
        switch rawCode {
        case ZNONODE.rawValue: self = .noNode
        case ZNODEEXISTS.rawValue: self = .nodeExists
        case ZNOTEMPTY.rawValue: self = .notEmpty
        case ZBADVERSION.rawValue: self = .badVersion
        case ZNOCHILDRENFOREPHEMERALS.rawValue: self = .noChildrenForEphemerals
        case ZCONNECTIONLOSS.rawValue: self = .connectionLoss
        case ZOPERATIONTIMEOUT.rawValue: self = .operationTimeout
        case ZSESSIONEXPIRED.rawValue: self = .sessionExpired
        case ZAUTHFAILED.rawValue: self = .authFailed
        case ZNOAUTH.rawValue: self = .noAuth
        case ZINVALIDSTATE.rawValue: self = .invalidState
        case ZCLOSING.rawValue: self = .closing
        case ZBADARGUMENTS.rawValue: self = .badArguments
        case ZINVALIDACL.rawValue: self = .invalidACL
        default: self = .other(rawCode)
        }
    }
}

extension ZooKeeperError.Code: CustomStringConvertible {
    /// A short, bounded name, fit for a metric's label.
    public var description: String {
        switch self.base {
        case .other(let rawCode): "other(\(rawCode))"
        default: "\(self.base)"
        }
    }
}

extension ZooKeeperError: CustomStringConvertible {
    /// Code, path, and what is known of the outcome.
    public var description: String {
        var text = "ZooKeeperError(\(self.code)"
        if let path = self.path { text += ", \(path)" }
        if let index = self.operationIndex { text += ", operation \(index)" }
        if self.isOutcomeUnknown { text += ", outcome unknown" }
        return text + ")"
    }
}
