/// Who owns a stream and hears of it, always on the stream's loop.
public protocol TCPStreamHandler: AnyObject {
    /// A connection that was begun by ``TCPStream/connect(to:handler:on:)`` stands.
    func connected(_ stream: TCPStream, on loop: isolated EventLoop)

    /// Bytes have come; they are valid within this call only.
    func received(_ bytes: UnsafeRawBufferPointer, from stream: TCPStream, on loop: isolated EventLoop)

    /// The peer has sent its FIN: it sends no more, but may still read. Told once, also while reading is off, and then
    /// maybe before its last bytes were read.
    func finArrived(_ stream: TCPStream, on loop: isolated EventLoop)

    /// The last byte of the peer was read.
    func ended(_ stream: TCPStream, on loop: isolated EventLoop)

    /// The kernel took bytes that had waited; see ``TCPStream/pendingOutput``.
    func outputProgressed(_ stream: TCPStream, on loop: isolated EventLoop)

    /// The peer takes no more bytes. What it has sent can still be read; ``closed(_:errno:on:)`` follows.
    func outputFailed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop)

    /// The descriptor is given back: the last word, told once, however it came.
    ///
    /// - Parameter errno: Why the connection broke (`ECONNRESET`, ...); 0 where this side closed it.
    func closed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop)
}

extension TCPStreamHandler {
    /// Nothing, for streams that were accepted.
    public func connected(_ stream: TCPStream, on loop: isolated EventLoop) {}
}
