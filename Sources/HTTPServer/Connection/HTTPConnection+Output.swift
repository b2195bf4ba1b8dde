import EventLoops
import HTTPCodec

extension HTTPConnection {
    /// Sends what is in the loop's buffer; within ``process(_:on:)`` it waits for its end, so that many answers make one write.
    func flush(on loop: isolated EventLoop) {
        guard !self.isProcessing || self.server.output.count > self.server.configuration.lowMark else { return }
        self.flushNow(on: loop)
    }

    func flushNow(on loop: isolated EventLoop) {
        guard self.server.isWriter(self), !self.server.output.isEmpty else { return }
        self.stream.write(UnsafeRawBufferPointer(self.server.output.bytes), on: loop)
        if self.server.output.count > 1 << 20 {
            self.server.output.release()
        } else {
            self.server.output.removeAll()
        }
        guard self.stream.pendingOutput > 0 else { return }
        let deadline = self.writeDeadline ?? Deadline()
        self.writeDeadline = deadline
        if !deadline.isArmed { deadline.arm(in: self.server.writeDeadlines, for: self, on: loop) }
    }

    // MARK: Answers

    /// Whether the connection lasts beyond the answer whose head is about to be written.
    func decidesToKeep() -> Bool {
        if self.server.isDraining || self.state.awaitsContinue {
            // A client that waits for 100 may send its body after a final answer, or not: two readings.
            self.state.mustClose()
        } else if self.state.request == .body {
            let rest = self.body?.decoder.rest ?? Int.max
            if rest > self.server.configuration.discardable { self.state.mustClose() }
        }
        return self.state.keepsAlive
    }

    /// Sends a whole answer.
    func send(_ response: HTTPResponse, on loop: isolated EventLoop) {
        self.appendHead(response.status, response.contentType, response.fields, .length(response.body.count), on: loop)
        if !self.state.isHead, !Self.isBodiless(response.status) { self.server.output.append(response.body) }
        self.answerEnded(on: loop)
    }

    /// Writes an answer's head.
    func appendHead(
        _ status: Int,
        _ contentType: String?,
        _ fields: [(name: String, value: String)],
        _ framing: Framing,
        on loop: isolated EventLoop
    ) {
        if framing == .untilClose { self.state.mustClose() }
        self.server.becomeWriter(self, on: loop)
        let keeps = self.decidesToKeep()
        self.server.output.append(statusLine: status)
        self.server.service.appendCommonFields(to: &self.server.output)
        self.server.appendDate(on: loop)
        if let contentType {
            self.server.output.append("Content-Type: ")
            self.server.output.append(text: contentType)
            self.server.output.append("\r\n")
        }
        for field in fields { self.server.output.append(field: field.name, field.value) }
        if !Self.isBodiless(status) {
            switch framing {
            case .length(let length):
                self.server.output.append("Content-Length: ")
                self.server.output.append(decimal: length)
                self.server.output.append("\r\n")
            case .chunked: self.server.output.append("Transfer-Encoding: chunked\r\n")
            case .none, .untilClose: break
            }
        }
        Self.appendConnection(keeps, self.state.version, to: &self.server.output)
        self.server.output.append("\r\n")
        self.state.responseBegan()
    }

    static func appendConnection(_ keeps: Bool, _ version: HTTPVersion, to buffer: inout ByteBuffer) {
        if !keeps {
            buffer.append("Connection: close\r\n")
        } else if version == .http10 {
            buffer.append("Connection: keep-alive\r\n")
        }
    }

    /// Statuses whose answers have no content and no framing fields (RFC 9110, 6.4.1; RFC 9112, 6.3).
    static func isBodiless(_ status: Int) -> Bool { status == 204 || status == 304 }

    /// The answer is complete: the next request begins, or the connection ends.
    func answerEnded(on loop: isolated EventLoop) {
        self.state.responseEnded()
        switch self.owner {
        case .nobody: break
        case .exchange(let exchange): exchange.ended()
        case .taken(_, let request): request.connection = nil
        }
        self.owner = .nobody
        self.wantsBody = false
        if self.state.request == .done { self.body = nil }
        guard !self.isProcessing else { return }
        self.flushNow(on: loop)
        self.goOn(on: loop)
    }

    /// The last answer was given: closes so that the client gets it.
    func endAfterAnswer(on loop: isolated EventLoop) {
        guard !self.isEnding else { return }
        self.isEnding = true
        self.flushNow(on: loop)
        self.readDeadline.disarm(on: loop)
        self.writeDeadline?.disarm(on: loop)
        self.finDeadline?.disarm(on: loop)
        self.body = nil
        self.dropInput()
        self.stream.finish(self.server.configuration.linger, on: loop)
    }

    // MARK: Refusals

    /// Answers what cannot be taken, and closes. Where an answer has begun it is cut.
    func refuse(_ refusal: Refusal, on loop: isolated EventLoop) {
        guard !self.isEnding, !self.stream.isClosed else { return }
        if self.state.request == .head { self.state.headRefused(isHead: false) }
        self.state.mustClose()
        let owner = self.owner
        self.owner = .nobody
        switch self.state.response {
        case .none, .owed:
            let response = self.server.service.answer(to: refusal)
            self.send(response, on: loop)
            self.endAfterAnswer(on: loop)
        case .begun: self.cut(isVisible: false, on: loop)
        case .done: self.endAfterAnswer(on: loop)
        }
        switch owner {
        case .nobody: break
        case .exchange(let exchange): exchange.refused(refusal)
        case .taken(let takeOver, let request):
            request.connection = nil
            takeOver.clientGone(on: loop)
        }
    }

    /// Ends an answer that cannot be completed, so that the client sees that it is not whole.
    ///
    /// - Parameter isVisible: Whether its framing shows it: a chunked body without its last chunk, or fewer bytes than announced.
    ///   Else a RST must.
    func cut(isVisible: Bool, on loop: isolated EventLoop) {
        self.tellGone(on: loop)
        if isVisible {
            self.endAfterAnswer(on: loop)
        } else {
            self.reset(on: loop)
        }
    }

    /// Lets the client send its body, if it waits for that.
    func sendContinue(on loop: isolated EventLoop) {
        guard self.state.awaitsContinue, self.state.response == .owed else { return }
        self.state.bodyBegan()
        self.server.becomeWriter(self, on: loop)
        self.server.output.append("HTTP/1.1 100 Continue\r\n\r\n")
        self.flush(on: loop)
    }

    /// The owner wants content.
    func wantBody(on loop: isolated EventLoop) {
        self.wantsBody = true
        self.readDeadline.arm(in: self.server.bodyDeadlines, for: self, on: loop)
        self.goOn(on: loop)
    }
}
