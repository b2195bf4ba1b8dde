import EventLoops
import HTTPCodec

/// A client's connection: reads requests one at a time, and hands each to whoever answers it.
///
/// It holds bytes only while they are a part of a message or wait to be sent, so an idle one costs a few hundred bytes.
final class HTTPConnection: TCPStreamHandler {
    /// Who answers the request under way.
    enum Owner {
        case nobody
        case exchange(HTTPExchange)
        case taken(any HTTPTakeOver, HTTPTakenRequest)
    }

    let stream: TCPStream
    let server: ServerLoop
    /// Its place in the server's list.
    var place = 0
    var state = ConnectionState()
    var owner = Owner.nobody
    /// Bytes that came and were not used.
    var input = ByteBuffer()
    /// A head that is not complete.
    var partialHead: PartialHead?
    /// The body under way.
    var body: BodyInProgress?
    /// Whether the owner takes content of the body.
    var wantsBody = false
    /// Within ``process(_:on:)``: what ends an answer must not begin the next request by itself.
    var isProcessing = false
    /// No request is read any more: an answer that is the last goes out.
    var isEnding = false
    let readDeadline = Deadline()
    var writeDeadline: Deadline?
    var finDeadline: Deadline?

    init(_ stream: TCPStream, _ server: ServerLoop) {
        self.stream = stream
        self.server = server
    }

    /// It has just been taken.
    func began(on loop: isolated EventLoop) {
        self.readDeadline.arm(in: self.server.headDeadlines, for: self, on: loop)
    }

    // MARK: The stream's events

    func received(_ raw: UnsafeRawBufferPointer, from stream: TCPStream, on loop: isolated EventLoop) {
        let bytes = raw.assumingMemoryBound(to: UInt8.self)
        if self.input.isEmpty {
            let used = self.process(bytes, on: loop)
            guard !self.stream.isClosed, !self.isEnding else { return self.dropInput() }
            if used < bytes.count { self.input.append(bytes, used..<bytes.count) }
        } else {
            self.input.append(bytes)
            self.processInput(on: loop)
        }
        self.updateReading(on: loop)
    }

    func finArrived(_ stream: TCPStream, on loop: isolated EventLoop) {
        if self.state.isBusy { self.armGrace(on: loop) }
    }

    /// What is still running some time after the client's FIN is given up.
    func armGrace(on loop: isolated EventLoop) {
        guard self.finDeadline == nil else { return }
        let deadline = Deadline()
        deadline.arm(in: self.server.finDeadlines, for: self, on: loop)
        self.finDeadline = deadline
    }

    func ended(_ stream: TCPStream, on loop: isolated EventLoop) {
        switch self.state.step {
        // Nothing is owed; a part of a head is no request.
        case .readHead: if !self.hasWaitingTurn { self.endAfterAnswer(on: loop) }
        // The body never comes to its end, unless what came before holds it.
        case .readBody: if self.wantsBody || self.input.isEmpty { self.reset(on: loop) }
        case .discardBody: self.endAfterAnswer(on: loop)
        case .wait, .next, .close: break
        }
    }

    func outputProgressed(_ stream: TCPStream, on loop: isolated EventLoop) {
        let pending = stream.pendingOutput
        if pending == 0 {
            self.writeDeadline?.disarm(on: loop)
        } else {
            self.writeDeadline?.arm(in: self.server.writeDeadlines, for: self, on: loop)
        }
        guard pending <= self.server.configuration.lowMark else { return }
        switch self.owner {
        case .nobody: break
        case .exchange(let exchange): exchange.outputDrained()
        case .taken(let takeOver, let request):
            if request.isAboveMark {
                request.isAboveMark = false
                takeOver.outputDrained(on: loop)
            }
        }
    }

    func outputFailed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop) {
        stream.close(on: loop)
    }

    func closed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop) {
        self.readDeadline.disarm(on: loop)
        self.writeDeadline?.disarm(on: loop)
        self.finDeadline?.disarm(on: loop)
        self.server.forgetWriter(self)
        self.tellGone(on: loop)
        if !self.isProcessing { self.dropInput() }
        self.body = nil
        self.partialHead = nil
        self.server.remove(self)
    }

    // MARK: Ends

    /// Closes at once, with RST.
    func reset(on loop: isolated EventLoop) {
        self.stream.reset(on: loop)
    }

    /// Tells whoever answers that the client has gone.
    func tellGone(on loop: isolated EventLoop) {
        let owner = self.owner
        self.owner = .nobody
        switch owner {
        case .nobody: break
        case .exchange(let exchange): exchange.clientGone()
        case .taken(let takeOver, let request):
            request.connection = nil
            takeOver.clientGone(on: loop)
        }
    }

    /// A drain begins: whoever is idle gets some time for a request that is on the wire.
    func drain(_ list: DeadlineList, on loop: isolated EventLoop) {
        guard self.state.request == .idle, !self.isEnding else { return }
        self.readDeadline.arm(in: list, for: self, on: loop)
    }

    func dropInput() {
        guard !self.isProcessing else { return }
        self.input.release()
    }
}

extension HTTPConnection: DeadlineTarget {
    func deadlineReached(_ deadline: Deadline, on loop: isolated EventLoop) {
        if deadline === self.writeDeadline { return self.reset(on: loop) }
        if deadline === self.finDeadline {
            if self.state.isBusy { self.reset(on: loop) }
            return
        }
        guard !self.isEnding else { return }
        switch (self.state.request, self.state.response) {
        case (.idle, _): self.endAfterAnswer(on: loop)
        case (.head, _): self.refuse(Refusal(408, "the head did not come in time"), on: loop)
        case (.body, .done): self.reset(on: loop)
        case (.body, _):
            if self.wantsBody { self.refuse(Refusal(408, "the body did not come in time"), on: loop) }
        // Set before the request, and not yet set anew.
        case (.done, _): break
        }
    }
}

/// A head whose bytes are not all there.
final class PartialHead {
    var parser: RequestParser

    init(_ parser: RequestParser) {
        self.parser = parser
    }
}

/// A body that is being read.
final class BodyInProgress {
    var decoder: BodyDecoder
    /// Content for a handler, of one read.
    var content: [UInt8] = []

    init(_ decoder: BodyDecoder) {
        self.decoder = decoder
    }
}
