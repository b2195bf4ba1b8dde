import Glibc

/// What goes wrong with descriptors, connections and names.
public struct EventLoopError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: Hashable, Sendable {
        private enum Base { case system, connect, timeout, resolve, closed, address }
        private let base: Base

        /// A call of the system failed.
        public static let system = Code(base: .system)
        /// No address of the peer took the connection.
        public static let connect = Code(base: .connect)
        /// The time was over.
        public static let timeout = Code(base: .timeout)
        /// The name has no address.
        public static let resolve = Code(base: .resolve)
        /// The stream is closed already.
        public static let closed = Code(base: .closed)
        /// The text is no IP address.
        public static let address = Code(base: .address)
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened, and where.
    public var message: String
    /// The system's number for it, or 0.
    public var errno: Int32

    /// Creates an error.
    public init(_ code: Code, _ message: String, errno: Int32 = 0) {
        self.code = code
        self.message = message
        self.errno = errno
    }

    /// A call of the system that failed.
    static func system(_ call: String, _ errno: Int32) -> EventLoopError {
        EventLoopError(.system, "\(call): \(Self.text(errno))", errno: errno)
    }

    static func text(_ errno: Int32) -> String {
        String(cString: strerror(errno))
    }

    /// The message.
    public var description: String { self.message }
}
