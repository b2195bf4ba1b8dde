public import EventLoops
import HTTPCodec

/// A connection to a server: one request at a time, and its answer.
public final class UpstreamConnection {
    let origin: Origin
    unowned let home: ClientLoop
    var stream: TCPStream?
    var state = UpstreamState()
    var handler: (any UpstreamHandler)?
    var decoder = BodyDecoder(.none, limits: HTTPLimits())
    var input = ByteBuffer()
    var parser: ResponseParser?
    private var headDeadlines: DeadlineList?
    let deadline = Deadline()
    let stall = Deadline()

    init(_ origin: Origin, _ home: ClientLoop) {
        self.origin = origin
        self.home = home
    }

    /// The bytes of the request that wait for the server.
    public var pendingOutput: Int { self.stream?.pendingOutput ?? 0 }

    /// Writes bytes of the request.
    public func write(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) {
        self.stream?.write(UnsafeRawBufferPointer(bytes), on: loop)
        self.updateStall(on: loop)
    }

    /// The request is whole: from now on its answer is waited for.
    ///
    /// - Parameter limit: How long until the answer's head is there; `nil` for as long as it takes.
    public func endRequest(answerWithin limit: Duration?, on loop: isolated EventLoop) {
        self.state.requestEnded()
        guard let limit, self.state.answer != .body else { return }
        let list = loop.deadlines(of: limit)
        self.headDeadlines = list
        if self.state.phase == .open { self.deadline.arm(in: list, for: self, on: loop) }
    }

    /// Turns reading of the answer on or off.
    public func setReading(_ isOn: Bool, on loop: isolated EventLoop) {
        self.stream?.setReading(isOn, on: loop)
        guard self.state.isReadingBody else { return }
        if isOn {
            self.deadline.arm(in: self.home.bodies, for: self, on: loop)
        } else {
            self.deadline.disarm(on: loop)
        }
    }

    /// The answer is not wanted any more: the connection ends at once, so that the server notices.
    public func abandon(on loop: isolated EventLoop) {
        self.handler = nil
        self.stream?.reset(on: loop)
    }

    // MARK: Life

    func begin(_ handler: any UpstreamHandler, isHead: Bool) {
        self.handler = handler
        self.state.requestBegan(isHead: isHead)
        self.headDeadlines = nil
    }

    func stands(on loop: isolated EventLoop) {
        self.state.connected()
        self.deadline.disarm(on: loop)
        if self.state.request == .ended, let headDeadlines {
            self.deadline.arm(in: headDeadlines, for: self, on: loop)
        }
        self.updateStall(on: loop)
    }

    /// The answer is whole: the connection is kept, or ends.
    ///
    /// - Parameter isClean: Whether the server has neither sent more than the answer nor ended.
    func answered(isClean: Bool, on loop: isolated EventLoop) {
        let handler = self.handler
        self.handler = nil
        self.deadline.disarm(on: loop)
        self.stall.disarm(on: loop)
        let isClean = isClean && self.pendingOutput == 0 && self.stream?.isClosed == false
        if self.state.answerEnded(isClean: isClean) {
            self.stream?.setReading(true, on: loop)
            self.home.keep(self, on: loop)
        } else {
            self.stream?.reset(on: loop)
        }
        handler?.answerEnded(loop: loop)
    }

    func fail(_ code: UpstreamFailure.Code, _ message: String, on loop: isolated EventLoop) {
        let retry = self.state.retry
        let handler = self.handler
        self.handler = nil
        self.stream?.reset(on: loop)
        handler?.upstreamFailed(UpstreamFailure(code, message, retry: retry), loop: loop)
    }

    func updateStall(on loop: isolated EventLoop) {
        if self.state.phase == .open, self.pendingOutput > 0 {
            self.stall.arm(in: self.home.stalls, for: self, on: loop)
        } else if self.stall.isArmed {
            self.stall.disarm(on: loop)
        }
    }
}
