public import EventLoops
public import HTTPCodec

/// Decides what becomes of each request, on the connection's loop.
public protocol HTTPService: Sendable {
    /// Decides by a request's head, before any of its body is read. Must not block.
    ///
    /// - Parameters:
    ///   - request: The head: offsets in `bytes`. Parsed with the configuration's limits; for narrower ones ask
    ///     `RequestParser.fits(_:)` and refuse.
    ///   - bytes: The head's bytes, valid within this call.
    ///   - peer: The client's address.
    func decide(
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        peer: SocketAddress,
        on loop: isolated EventLoop
    ) -> HTTPDecision

    /// The answer to what is refused by the codec, by limits and by timeouts, and to handlers that failed (500).
    func answer(to refusal: Refusal) -> HTTPResponse

    /// Adds fields, whole lines, that every answer of this server has. `Date` is the server's own affair.
    func appendCommonFields(to buffer: inout ByteBuffer)
}

/// What becomes of a request.
public enum HTTPDecision {
    /// It is answered at once, without a task.
    case answer(HTTPResponse)
    /// It is refused, and the connection closed.
    case refuse(Refusal)
    /// A task on the loop answers it.
    case handle(HTTPHandler)
    /// An object on the loop answers it with bytes of its own.
    case takeOver(any HTTPTakeOver)
}

/// Answers a request, in a task on the loop. The task is cancelled when the client has gone. An error that is thrown before
/// the answer has begun makes 500 of it; later the connection is closed, visibly for the client.
public typealias HTTPHandler = (HTTPExchange, isolated EventLoop) async throws -> Void

/// Whoever answers a request without a task: the relay. All calls come on the loop.
public protocol HTTPTakeOver: AnyObject {
    /// The request is its own from here on, until ``HTTPTakenRequest/finish(on:)`` and its like, or ``clientGone(on:)``.
    func begin(_ request: HTTPTakenRequest, on loop: isolated EventLoop)

    /// Content of the body, decoded; valid within this call. Comes only while the body is wanted.
    func bodyArrived(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop)

    /// The body is complete; it comes also, at once, where there is none, when the body is wanted first.
    ///
    /// - Parameter trailers: Lines with their ends.
    func bodyEnded(trailers: [UInt8], on loop: isolated EventLoop)

    /// What waits for the client is below the low mark again.
    func outputDrained(on loop: isolated EventLoop)

    /// The client is gone, or its body cannot be read to its end: undo what can be undone. Nothing can be written any more.
    func clientGone(on loop: isolated EventLoop)
}
