public import EventLoops
public import HTTPCodec

/// Who asks a server something and hears of its answer, on the loop. After ``answerEnded(loop:)`` or
/// ``upstreamFailed(_:loop:)`` it hears nothing more.
public protocol UpstreamHandler: AnyObject {
    /// The head of the answer, past all interim ones; valid within this call only.
    func headReceived(_ head: borrowing ResponseParser, _ bytes: UnsafeBufferPointer<UInt8>, loop: isolated EventLoop)

    /// Content of the answer's body; valid within this call only.
    func bodyReceived(_ bytes: UnsafeBufferPointer<UInt8>, loop: isolated EventLoop)

    /// What one read of the connection has brought is told: a good moment to send on what was made of it.
    func readEnded(loop: isolated EventLoop)

    /// The answer is whole. The connection is not yours any more.
    func answerEnded(loop: isolated EventLoop)

    /// There will be no (whole) answer. The connection is not yours any more.
    func upstreamFailed(_ failure: UpstreamFailure, loop: isolated EventLoop)

    /// The server has taken bytes that waited.
    func upstreamProgressed(loop: isolated EventLoop)
}

extension UpstreamHandler {
    /// Nothing, for those that gather.
    public func readEnded(loop: isolated EventLoop) {}
}
