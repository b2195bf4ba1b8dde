public import EventLoops
public import HTTPCodec

/// A request in the hands of an ``HTTPTakeOver``. Once it is over, by whichever end, calls do nothing.
public final class HTTPTakenRequest {
    var connection: HTTPConnection?
    /// Whether a drained output is to be told.
    var isAboveMark = false

    init(_ connection: HTTPConnection) {
        self.connection = connection
    }

    /// Whether the client can still be answered.
    public var isAlive: Bool { self.connection != nil }

    /// The version of the request; 1.0 knows no chunks.
    public var version: HTTPVersion { self.connection?.state.version ?? .http11 }

    /// Whether the request is HEAD.
    public var isHead: Bool { self.connection?.state.isHead ?? false }

    /// Whether bytes of the answer have been written.
    public var hasBegun: Bool { self.connection.map { $0.state.response != .owed } ?? true }

    // MARK: The request

    /// Turns the body on or off. The first time it is wanted a client that waits for it gets `100 Continue`.
    public func setBodyWanted(_ isWanted: Bool, on loop: isolated EventLoop) {
        guard let connection, connection.wantsBody != isWanted || isWanted else { return }
        guard isWanted else {
            connection.wantsBody = false
            connection.updateReading(on: loop)
            return
        }
        guard connection.state.request == .body else {
            guard case .taken(let takeOver, _) = connection.owner, !self.isBodyTold else { return }
            self.isBodyTold = true
            takeOver.bodyEnded(trailers: [], on: loop)
            return
        }
        self.isBodyTold = true
        connection.wantBody(on: loop)
    }
    private var isBodyTold = false

    // MARK: The answer

    /// Adds `Connection` as this connection needs it, to the head that the take-over writes, and decides whether it lasts.
    ///
    /// - Parameter isUntilClose: Whether the answer's body ends with the connection.
    public func appendConnectionField(to buffer: inout ByteBuffer, isUntilClose: Bool = false) {
        guard let connection else { return }
        if isUntilClose { connection.state.mustClose() }
        let keeps = connection.decidesToKeep()
        HTTPConnection.appendConnection(keeps, connection.state.version, to: &buffer)
    }

    /// Writes bytes of the answer, head and body as they go over the wire.
    public func write(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) {
        guard let connection else { return }
        connection.state.responseBegan()
        connection.server.becomeWriter(connection, on: loop)
        connection.server.output.append(bytes)
        connection.flush(on: loop)
        if connection.stream.pendingOutput > connection.server.configuration.highMark { self.isAboveMark = true }
    }

    /// Bytes that wait for the client; above some mark stop reading what they come from, and go on at
    /// ``HTTPTakeOver/outputDrained(on:)``.
    public var pendingOutput: Int { self.connection?.stream.pendingOutput ?? 0 }

    /// Asks for ``HTTPTakeOver/outputDrained(on:)`` when what waits has gone below the low mark.
    public func tellWhenDrained() {
        self.isAboveMark = true
    }

    /// The answer is complete. The connection goes on with its next request, if it can.
    public func finish(on loop: isolated EventLoop) {
        self.connection?.answerEnded(on: loop)
    }

    /// Answers with a whole answer of the node's own, where no byte was written yet.
    public func send(_ response: HTTPResponse, on loop: isolated EventLoop) {
        self.connection?.send(response, on: loop)
    }

    /// Gives the answer up that has begun, visibly for the client. ``HTTPTakeOver/clientGone(on:)`` is not called.
    ///
    /// - Parameter isVisible: Whether the answer's framing shows that it is not whole; else the connection is reset.
    public func cut(isVisible: Bool, on loop: isolated EventLoop) {
        guard let connection else { return }
        connection.owner = .nobody
        self.connection = nil
        connection.cut(isVisible: isVisible, on: loop)
    }
}
