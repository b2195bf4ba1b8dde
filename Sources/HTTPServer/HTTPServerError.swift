/// Why a handler cannot go on with a request.
public struct HTTPServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: Hashable, Sendable {
        private enum Base { case clientGone, bodyTooLarge, refused }
        private let base: Base

        /// The client has gone, or the connection was closed for another reason.
        public static let clientGone = Code(base: .clientGone)
        /// The body is larger than the handler takes.
        public static let bodyTooLarge = Code(base: .bodyTooLarge)
        /// The body is not well-formed, or too slow; the client has had its answer.
        public static let refused = Code(base: .refused)
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened.
    public var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    static let clientGone = HTTPServerError(.clientGone, "the client has gone")

    /// The message.
    public var description: String { self.message }
}
