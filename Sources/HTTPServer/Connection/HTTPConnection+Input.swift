import EventLoops
import HTTPCodec

extension HTTPConnection {
    /// Whether requests wait here for the loop's next turn.
    var hasWaitingTurn: Bool { !self.input.isEmpty && self.state.request == .idle }

    /// Goes on with the bytes that wait.
    func processInput(on loop: isolated EventLoop) {
        guard !self.isProcessing else { return }
        let used = self.process(self.input.bytes, on: loop)
        guard !self.stream.isClosed, !self.isEnding else { return self.dropInput() }
        self.input.consume(used)
        if self.input.isEmpty { self.input.release() }
    }

    /// Goes on after something has changed that input waited for.
    func goOn(on loop: isolated EventLoop) {
        guard !self.isProcessing, !self.stream.isClosed, !self.isEnding else { return }
        self.processInput(on: loop)
        guard !self.stream.isClosed, !self.isEnding else { return }
        if self.stream.inputEnded { self.ended(self.stream, on: loop) }
        guard !self.stream.isClosed, !self.isEnding else { return }
        self.updateReading(on: loop)
    }

    /// Uses bytes as far as they can be used now.
    ///
    /// - Returns: How many were used; the rest is to be kept.
    func process(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) -> Int {
        self.isProcessing = true
        defer { self.isProcessing = false }
        var used = 0
        var requests = 0
        loop: while !self.stream.isClosed, !self.isEnding {
            switch self.state.step {
            case .readHead:
                guard used < bytes.count else { break loop }
                if requests == self.server.configuration.requestsPerTurn {
                    loop.schedule(after: .zero) { self.goOn(on: loop) }
                    break loop
                }
                requests += 1
                guard let length = self.readHead(UnsafeBufferPointer(rebasing: bytes[used...]), on: loop) else {
                    break loop
                }
                used += length
            case .readBody:
                guard self.wantsBody else { break loop }
                let before = used
                self.readBody(bytes, &used, on: loop)
                if self.state.request == .body, used == before || used == bytes.count { break loop }
            case .discardBody:
                self.readBody(bytes, &used, on: loop)
                if self.state.request == .body { break loop }
            case .wait: break loop
            case .next: self.beginNext(on: loop)
            case .close: self.endAfterAnswer(on: loop)
            }
        }
        self.deliverContent()
        if !self.stream.isClosed {
            // Nothing of the body has come: the client may wait for a word.
            if self.wantsBody, used == bytes.count { self.sendContinue(on: loop) }
            self.flushNow(on: loop)
        }
        return used
    }

    private func beginNext(on loop: isolated EventLoop) {
        self.state.next()
        if self.server.isDraining { return self.endAfterAnswer(on: loop) }
        self.readDeadline.arm(in: self.server.idleDeadlines, for: self, on: loop)
    }

    /// Reading is off while nothing can be done with more bytes, so that the client is slowed down by its own kernel.
    func updateReading(on loop: isolated EventLoop) {
        guard !self.stream.isClosed, !self.isEnding else { return }
        let isUseful: Bool
        switch self.state.step {
        case .readHead, .discardBody, .next, .close: isUseful = true
        case .readBody: isUseful = self.wantsBody || self.input.count < self.server.configuration.limits.head
        case .wait: isUseful = self.input.count < self.server.configuration.limits.head
        }
        self.stream.setReading(isUseful, on: loop)
    }

    // MARK: Heads

    /// - Returns: The head's length; `nil` where it is incomplete or refused.
    private func readHead(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) -> Int? {
        let limits = self.server.configuration.limits
        let outcome: HeadOutcome
        if let partialHead {
            outcome = partialHead.parser.parse(bytes.span, limits: limits)
        } else {
            self.server.parser.reset()
            outcome = self.server.parser.parse(bytes.span, limits: limits)
        }
        switch outcome {
        case .incomplete:
            if self.partialHead == nil {
                self.partialHead = PartialHead(self.server.parser)
                self.state.headBegan()
                self.readDeadline.arm(in: self.server.headDeadlines, for: self, on: loop)
            }
            return nil
        case .refused(let refusal):
            self.partialHead = nil
            self.state.headRefused(isHead: Self.beginsWithHEAD(bytes))
            self.refuse(refusal, on: loop)
            return nil
        case .head(let length):
            let decision: HTTPDecision
            if let partialHead {
                self.partialHead = nil
                decision = self.headEnded(partialHead.parser, bytes, on: loop)
            } else {
                decision = self.headEnded(self.server.parser, bytes, on: loop)
            }
            // The parser is free again here: what begins may touch other connections of this loop.
            self.begin(decision, on: loop)
            return length
        }
    }

    private func headEnded(
        _ parser: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        on loop: isolated EventLoop
    ) -> HTTPDecision {
        self.state.headEnded(parser, isHead: parser.methodRange.count == 4 && Self.beginsWithHEAD(bytes))
        self.wantsBody = false
        let limits = self.server.configuration.limits
        switch parser.framing {
        case .none: break
        case .length(let length):
            if length > limits.body {
                return .refuse(Refusal(413, "the body is larger than \(limits.body) bytes"))
            }
            self.body = BodyInProgress(BodyDecoder(parser.framing, limits: limits))
        case .chunked, .untilClose:
            self.body = BodyInProgress(BodyDecoder(parser.framing, limits: limits))
        }
        if self.stream.inputEnded { self.armGrace(on: loop) }
        let decision = self.server.service.decide(parser, bytes, peer: self.stream.peer, on: loop)
        if case .handle = decision {
            self.owner = .exchange(HTTPExchange(self, parser.framing))
        }
        return decision
    }

    private func begin(_ decision: HTTPDecision, on loop: isolated EventLoop) {
        switch decision {
        case .answer(let response): self.send(response, on: loop)
        case .refuse(let refusal): self.refuse(refusal, on: loop)
        case .handle(let handler):
            if case .exchange(let exchange) = self.owner { exchange.run(handler, on: loop) }
        case .takeOver(let takeOver):
            let request = HTTPTakenRequest(self)
            self.owner = .taken(takeOver, request)
            takeOver.begin(request, on: loop)
        }
    }

    private static func beginsWithHEAD(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let line = bytes.drop { $0 == 0x0D || $0 == 0x0A }
        return line.prefix(5).elementsEqual("HEAD ".utf8)
    }

    // MARK: Bodies

    private func readBody(_ bytes: UnsafeBufferPointer<UInt8>, _ used: inout Int, on loop: isolated EventLoop) {
        guard let body = self.body else { return self.bodyEnded([], on: loop) }
        let span = bytes.span
        while !self.stream.isClosed, !self.isEnding {
            switch body.decoder.next(span, from: used) {
            case .content(let range):
                used = range.upperBound
                self.state.bodyBegan()
                self.deliver(UnsafeBufferPointer(rebasing: bytes[range]), body, on: loop)
                if body.decoder.isDone {
                    // Of a known length: it ends here, with no byte to show it.
                    return self.bodyEnded(body.decoder.trailers, on: loop)
                }
                // The owner may have had enough.
                if self.state.response != .done, !self.wantsBody { return }
            case .more:
                if used < bytes.count { self.state.bodyBegan() }
                used = bytes.count
                if self.wantsBody || self.state.response == .done {
                    self.readDeadline.arm(in: self.server.bodyDeadlines, for: self, on: loop)
                }
                return
            case .end(let place):
                used = place
                return self.bodyEnded(body.decoder.trailers, on: loop)
            case .refused(let refusal):
                return self.refuse(refusal, on: loop)
            }
        }
    }

    private func deliver(
        _ content: UnsafeBufferPointer<UInt8>,
        _ body: BodyInProgress,
        on loop: isolated EventLoop
    ) {
        guard self.state.response != .done else { return }
        switch self.owner {
        case .nobody: break
        case .exchange: body.content.append(contentsOf: content)
        case .taken(let takeOver, _): takeOver.bodyArrived(content, on: loop)
        }
    }

    private func bodyEnded(_ trailers: [UInt8], on loop: isolated EventLoop) {
        self.state.bodyEnded()
        self.wantsBody = false
        if case .taken(let takeOver, _) = self.owner {
            self.body = nil
            takeOver.bodyEnded(trailers: trailers, on: loop)
        }
    }

    /// Hands a handler what one read has brought.
    private func deliverContent() {
        guard case .exchange(let exchange) = self.owner, exchange.isWaitingForBody else { return }
        let isDone = self.state.request == .done
        guard let body = self.body else {
            if isDone { exchange.bodyArrived(nil) }
            return
        }
        guard !body.content.isEmpty || isDone else { return }
        self.wantsBody = false
        let content = body.content
        body.content = []
        exchange.bodyArrived(content.isEmpty ? nil : content)
    }
}
