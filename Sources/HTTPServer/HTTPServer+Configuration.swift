public import EventLoops
public import HTTPCodec

extension HTTPServer {
    /// How much a client may send, and how long it may take. What is over is refused, and the connection closed.
    public struct Configuration: Sendable {
        /// How much of a request is read.
        public var limits = HTTPLimits()
        /// From a head's first byte, or from the connection's begin, to its last; bytes do not prolong it, or a client could
        /// hold a connection for ever with one byte at a time (408).
        public var head = Duration.seconds(10)
        /// Between two parts of a body that is waited for (408).
        public var bodyIdle = Duration.seconds(30)
        /// Between an answer and the next request. Longer than clients keep idle connections (50 s here), so that the client
        /// closes first and no request meets a closing connection.
        public var keepAliveIdle = Duration.seconds(75)
        /// How long a client may take none of the bytes that wait for it; then the connection is reset.
        public var writeStall = Duration.seconds(30)
        /// How long a request may run on after the client's FIN. FIN does not say that the client is gone: it may wait for its
        /// answer. But most that have sent it are.
        public var finGrace = Duration.seconds(2)
        /// How a connection is closed whose client may still send.
        public var linger = TCPStream.LingerLimits()
        /// In a drain, how long idle connections get for a request that is on the wire; they end spread over this time.
        public var drainIdle = Duration.seconds(2)
        /// A body's rest that is read off to keep the connection; with more to come closing is cheaper.
        public var discardable = 256 << 10
        /// Above this many waiting bytes a handler's write suspends: bounds memory per slow client.
        public var highMark = 256 << 10
        /// Below this many waiting bytes it goes on, before the kernel runs dry.
        public var lowMark = 64 << 10
        /// Requests answered in one turn of the loop for one connection, so that a pipelining client does not hold up others.
        public var requestsPerTurn = 16
        /// Connections that may wait in the kernel to be taken.
        public var backlog: Int32 = 4096

        /// Creates the default configuration.
        public init() {}
    }
}
