/// Why an engine refused or failed. The message is the engine's own and may be shown to the session's client.
public struct EngineError: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Base: String, Sendable {
            case statementFailed
            case cancelled
            case unsupported
            case resultTooLarge
            case poolFull
            case tooManyUnfinished
            case invalidStatement
            case sessionClosed
            case openFailed
            case unavailable
        }

        private let base: Base

        /// The engine refused the statement or failed while it ran.
        public static let statementFailed = Code(base: .statementFailed)
        /// The statement was cancelled.
        public static let cancelled = Code(base: .cancelled)
        /// The engine has no such feature.
        public static let unsupported = Code(base: .unsupported)
        /// The result passed a configured bound.
        public static let resultTooLarge = Code(base: .resultTooLarge)
        /// All places of the execution pool are taken; nothing was accepted.
        public static let poolFull = Code(base: .poolFull)
        /// The session has as much unfinished work as it may; nothing was accepted.
        public static let tooManyUnfinished = Code(base: .tooManyUnfinished)
        /// The statement's text cannot be handed to the engine; nothing was accepted.
        public static let invalidStatement = Code(base: .invalidStatement)
        /// The engine's session is closed.
        public static let sessionClosed = Code(base: .sessionClosed)
        /// The engine or its session could not be opened.
        public static let openFailed = Code(base: .openFailed)
        /// The engine cannot be reached, or cannot take work now; the same call may succeed later.
        public static let unavailable = Code(base: .unavailable)

        /// A short, bounded name, fit for a metric's label.
        public var description: String {
            self.base.rawValue
        }
    }

    /// What kind of failure it is.
    public var code: Code
    /// The reason, in the engine's words where it gave any.
    public var message: String
    /// The SQLSTATE, where the engine tells one.
    public var sqlState: String?

    /// Creates an error.
    public init(_ code: Code, _ message: String, sqlState: String? = nil) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
    }
}

extension EngineError: CustomStringConvertible {
    /// The code alone: the message may hold SQL text, which does not belong into logs.
    public var description: String {
        "EngineError(\(self.code))"
    }
}

extension EngineError: CustomDebugStringConvertible {
    /// Code, SQLSTATE and message.
    public var debugDescription: String {
        "EngineError(\(self.code), sqlState: \(self.sqlState ?? "none"), \(self.message))"
    }
}
