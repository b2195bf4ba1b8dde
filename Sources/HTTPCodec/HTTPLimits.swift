/// How much of a message is taken. What is over is refused, and the connection closed.
public struct HTTPLimits: Sendable, Hashable {
    /// Bytes of the request line or status line, without its line end (414).
    public var line = 8192
    /// Bytes of the whole head with its line ends (431).
    public var head = 32_768
    /// Field lines of a head (431), and trailers of a body.
    public var fields = 100
    /// Bytes of chunk extensions, and of trailers, in all of one body.
    public var chunkExtras = 16_384
    /// Bytes of a decoded body (413).
    public var body = 8 << 20

    /// Creates the default limits.
    public init() {}

    /// What a request may have that comes from another node of the cluster: the fields that its entry node has added.
    public var withHop: HTTPLimits {
        var limits = self
        limits.head += 2048
        limits.fields += 8
        return limits
    }
}
