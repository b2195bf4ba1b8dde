import Engines
import Handles

/// Why a call on a session or an operation failed. The message may be shown to the caller.
///
/// What HTTP status a code becomes is decided at the edge (design, section 7).
public struct SessionError: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Base: String, Sendable {
            case unknownSession
            case unknownOperation
            case invalidArgument
            case notReady
            case statementFailed
            case launchFailed
            case unsupportedOrientation
            case unsupported
            case timedOut
            case closed
            case busy
            case unavailable
            case tooLarge
            case limitReached
            case denied
        }

        private let base: Base

        /// No open session has this handle.
        public static let unknownSession = Code(base: .unknownSession)
        /// No operation has this handle (any more).
        public static let unknownOperation = Code(base: .unknownOperation)
        /// The caller's arguments are wrong.
        public static let invalidArgument = Code(base: .invalidArgument)
        /// The operation is in a state without what was asked for; see ``SessionError/state``.
        public static let notReady = Code(base: .notReady)
        /// The engine refused the statement or failed while it ran.
        public static let statementFailed = Code(base: .statementFailed)
        /// The session's engine could not be launched.
        public static let launchFailed = Code(base: .launchFailed)
        /// A fetch orientation that exists, but that results do not support.
        public static let unsupportedOrientation = Code(base: .unsupportedOrientation)
        /// The engine has no such feature.
        public static let unsupported = Code(base: .unsupported)
        /// A synchronous statement took longer than its query timeout.
        public static let timedOut = Code(base: .timedOut)
        /// The session or operation was closed while the call waited.
        public static let closed = Code(base: .closed)
        /// The execution pool is full: nothing was done, and the same call may succeed later.
        public static let busy = Code(base: .busy)
        /// The engine cannot be reached or takes no work now, or the node is stopping: nothing was done, and the same call may
        /// succeed later.
        public static let unavailable = Code(base: .unavailable)
        /// The result passed a configured bound.
        public static let tooLarge = Code(base: .tooLarge)
        /// A limit on sessions or on unfinished statements is reached; see ``SessionLimits``.
        public static let limitReached = Code(base: .limitReached)
        /// The user or the address is on a deny list.
        public static let denied = Code(base: .denied)

        /// A short, bounded name, fit for a metric's label.
        public var description: String {
            self.base.rawValue
        }
    }

    /// What kind of failure it is.
    public var code: Code
    /// The reason, in the contract's or the engine's words.
    public var message: String
    /// The SQLSTATE, where the engine tells one.
    public var sqlState: String?
    /// The operation's state, for ``Code/notReady``.
    public var state: OperationState?

    /// Creates an error.
    public init(_ code: Code, _ message: String, sqlState: String? = nil, state: OperationState? = nil) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
        self.state = state
    }
}

extension SessionError {
    static func unknownSession(_ id: Handle) -> SessionError {
        SessionError(.unknownSession, "Invalid session handle: \(id)")
    }

    static func unknownOperation(_ id: Handle) -> SessionError {
        SessionError(.unknownOperation, "Invalid OperationHandle [\(id)]")
    }

    /// Contract, section 4.5: the state without suffix.
    static func notFinished(_ state: OperationState) -> SessionError {
        SessionError(.notReady, "Expected state FINISHED, but found \(state.name)", state: state)
    }

    /// A failure of an engine, in the words of a statement's caller.
    init(_ error: any Error) {
        switch error {
        case let error as SessionError:
            self = error
        case let error as EngineError:
            self.init(Self.code(of: error.code), error.message, sqlState: error.sqlState)
        default:
            self.init(.statementFailed, "\(error)")
        }
    }

    /// A failure to launch an engine: what may be mended by waiting or by other arguments keeps its code, the rest is
    /// `launchFailed`.
    static func launch(_ error: any Error) -> SessionError {
        var failure = SessionError(error)
        switch failure.code {
        case .busy, .unavailable, .unsupported, .invalidArgument, .limitReached: break
        default: failure.code = .launchFailed
        }
        return failure
    }

    /// Whether the same call may succeed later.
    var isPassing: Bool {
        self.code == .busy || self.code == .unavailable
    }

    private static func code(of code: EngineError.Code) -> Code {
        switch code {
        case .cancelled: .notReady
        case .unsupported: .unsupported
        case .invalidStatement: .invalidArgument
        case .resultTooLarge: .tooLarge
        case .poolFull: .busy
        case .tooManyUnfinished: .limitReached
        case .sessionClosed: .closed
        case .openFailed: .launchFailed
        case .unavailable: .unavailable
        default: .statementFailed
        }
    }
}

extension SessionError: CustomStringConvertible {
    /// The code alone: the message may hold SQL text, which does not belong into logs.
    public var description: String {
        "SessionError(\(self.code))"
    }
}

extension SessionError: CustomDebugStringConvertible {
    /// Code, SQLSTATE and message.
    public var debugDescription: String {
        "SessionError(\(self.code), sqlState: \(self.sqlState ?? "none"), \(self.message))"
    }
}
