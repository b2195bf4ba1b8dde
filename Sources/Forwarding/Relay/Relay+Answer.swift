public import EventLoops
public import HTTPClient
public import HTTPCodec

extension Relay: UpstreamHandler {
    /// The head of the owner's answer: goes on at once, also while the request's body is still being sent.
    public func headReceived(
        _ head: borrowing ResponseParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        loop: isolated EventLoop
    ) {
        guard let taken else { return }
        if head.status == 421 {
            // "Not me": a private word between nodes.
            return self.wrongIncarnation(on: loop)
        }
        self.status = head.status
        let isBodiless = taken.isHead || head.status == 204 || head.status == 304
        switch head.framing {
        case .none where isBodiless: self.answerFraming = .none
        case .none: self.answerFraming = .length(0)
        case .length(let length): self.answerFraming = .length(length)
        case .chunked, .untilClose: self.answerFraming = taken.version == .http10 ? .untilClose : .chunked
        }
        self.home.output.append(statusLine: head.status)
        for field in head.fields {
            switch field.name {
            case .contentLength where !isBodiless: continue
            case _ where field.name.isHopByHop: continue
            case _ where head.connectionNamesFields:
                if ConnectionNames.contain(field, in: head.fields, bytes) { continue }
            default: break
            }
            self.home.output.append(bytes, field.lineRange)
            self.home.output.append("\r\n")
        }
        switch self.answerFraming {
        case .length(let length):
            self.home.output.append("Content-Length: ")
            self.home.output.append(decimal: length)
            self.home.output.append("\r\n")
        case .chunked: self.home.output.append("Transfer-Encoding: chunked\r\n")
        case .none, .untilClose: break
        }
        taken.appendConnectionField(to: &self.home.output, isUntilClose: self.answerFraming == .untilClose)
        self.home.output.append("\r\n")
    }

    /// A part of the answer.
    public func bodyReceived(_ bytes: UnsafeBufferPointer<UInt8>, loop: isolated EventLoop) {
        if self.answerFraming == .chunked {
            self.home.output.append(chunk: bytes)
        } else {
            self.home.output.append(bytes)
        }
    }

    /// All that one read has brought goes out in one write.
    public func readEnded(loop: isolated EventLoop) {
        self.flush(on: loop)
    }

    /// The answer is whole.
    public func answerEnded(loop: isolated EventLoop) {
        guard let taken else { return }
        if self.answerFraming == .chunked { self.home.output.appendLastChunk() }
        self.upstream = nil
        self.flush(on: loop)
        self.end(status: self.status)
        taken.finish(on: loop)
    }

    /// The owner takes bytes again.
    public func upstreamProgressed(loop: isolated EventLoop) {
        guard let upstream, upstream.pendingOutput <= self.home.forwarder.configuration.highMark / 2 else { return }
        if !self.isBodyOver { self.taken?.setBodyWanted(true, on: loop) }
    }

    func flush(on loop: isolated EventLoop) {
        guard let taken, !self.home.output.isEmpty else { return }
        taken.write(self.home.output.bytes, on: loop)
        self.home.output.removeAll()
        if taken.pendingOutput > self.home.forwarder.configuration.highMark {
            self.upstream?.setReading(false, on: loop)
            taken.tellWhenDrained()
        }
    }
}
