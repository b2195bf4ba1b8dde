public import EventLoops
public import HTTPCodec

/// An HTTP/1.1 client with a pool of kept connections for each origin and loop.
///
/// It has two faces: ``send(_:to:deadline:on:)`` for whole requests and answers, and ``connect(to:answeringHead:for:on:)`` for
/// whoever streams both, byte by byte on the loop.
public final class HTTPClient: Sendable {
    /// How many connections are kept, and for how long things are waited for.
    public struct Configuration: Sendable, Hashable {
        /// The most connections to one origin from one loop, in use and idle. One more is refused: a stalled peer must not gather
        /// all descriptors.
        public var connectionsPerOrigin = 256
        /// How long an idle connection is kept; shorter than servers keep theirs, so that it is this side that closes.
        public var idleTimeout = Duration.seconds(50)
        /// For a connection to stand.
        public var connectTimeout = Duration.seconds(2)
        /// Between two pieces of an answer's body.
        public var bodyIdleTimeout = Duration.seconds(30)
        /// For a peer that takes nothing of a request.
        public var writeStallTimeout = Duration.seconds(30)
        /// How much of an answer's head is taken.
        public var limits = HTTPLimits()

        /// Creates the default configuration.
        public init() {}
    }

    /// How it behaves.
    public let configuration: Configuration

    /// Creates a client without connections.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// A connection for one request: a kept one, or one that has just begun. What is written waits until it stands.
    ///
    /// - Parameters:
    ///   - origin: Where to.
    ///   - isHead: Whether the request is a HEAD, whose answer has no body.
    ///   - handler: Who hears of the answer.
    ///   - fresh: Whether a kept connection must not be used: after one has failed, its mates are as stale.
    ///   - mayRepeat: Whether the caller will send the request again where a kept connection turns out to have ended
    ///     (``UpstreamFailure/Retry/ifSafe``). Then it is not looked at before use, which spares a call of the system.
    public func connect(
        to origin: Origin,
        answeringHead isHead: Bool,
        fresh: Bool = false,
        mayRepeat: Bool = false,
        for handler: any UpstreamHandler,
        on loop: isolated EventLoop
    ) throws(UpstreamFailure) -> UpstreamConnection {
        try self.state(on: loop).checkOut(
            origin,
            isHead: isHead,
            fresh: fresh,
            mayRepeat: mayRepeat,
            handler,
            on: loop
        )
    }

    /// Closes the idle connections to an origin; those in use close when they are done.
    public func forget(_ origin: Origin, on loop: isolated EventLoop) {
        self.state(on: loop).forget(origin, on: loop)
    }

    func state(on loop: isolated EventLoop) -> ClientLoop {
        loop.local(for: ObjectIdentifier(self)) { ClientLoop(self.configuration, on: loop) }
    }
}

/// A server, as one that connections are kept to.
public struct Origin: Sendable, Hashable {
    /// Where it listens.
    public var address: SocketAddress
    /// Tells servers that follow each other at one address: a node's incarnation. 0 where it does not matter.
    public var tag: UInt32

    /// Creates an origin.
    public init(_ address: SocketAddress, tag: UInt32 = 0) {
        self.address = address
        self.tag = tag
    }
}
