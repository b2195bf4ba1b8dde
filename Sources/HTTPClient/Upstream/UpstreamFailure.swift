/// Why an answer did not come, or not whole.
public struct UpstreamFailure: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Base: Sendable { case refused, unreachable, busy, timedOut, ended, malformed, cancelled }
        private let base: Base

        /// Nobody listens there.
        public static let refused = Code(base: .refused)
        /// The connection did not come to stand.
        public static let unreachable = Code(base: .unreachable)
        /// Too many connections to the origin are in use.
        public static let busy = Code(base: .busy)
        /// The answer, or a part of it, did not come in time.
        public static let timedOut = Code(base: .timedOut)
        /// The connection ended before the answer was whole.
        public static let ended = Code(base: .ended)
        /// The answer is no HTTP.
        public static let malformed = Code(base: .malformed)
        /// This side has given up.
        public static let cancelled = Code(base: .cancelled)

        /// Its name.
        public var description: String { "\(self.base)" }
    }

    /// Whether the same request may be sent again (RFC 9110, 9.2.2), on a fresh connection and once.
    public enum Retry: Sendable, Hashable {
        /// Any request: nothing of it was sent.
        case always
        /// One that changes nothing: a kept connection ended before the first byte of an answer.
        case ifSafe
        /// None.
        case never
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened.
    public var message: String
    /// Whether the request may be sent again.
    public var retry: Retry

    init(_ code: Code, _ message: String, retry: Retry = .never) {
        self.code = code
        self.message = message
        self.retry = retry
    }

    /// What happened.
    public var description: String { self.message }
}
