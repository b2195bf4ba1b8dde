public import EventLoops
import Glibc
import HTTPCodec

extension UpstreamConnection: TCPStreamHandler {
    /// The connection stands.
    public func connected(_ stream: TCPStream, on loop: isolated EventLoop) {
        self.stands(on: loop)
    }

    /// Bytes of the server.
    public func received(_ bytes: UnsafeRawBufferPointer, from stream: TCPStream, on loop: isolated EventLoop) {
        guard self.handler != nil else {
            // An idle connection has nothing to say.
            stream.reset(on: loop)
            return
        }
        self.state.bytesArrived()
        if self.input.isEmpty {
            let bytes = bytes.assumingMemoryBound(to: UInt8.self)
            let used = self.consume(bytes, on: loop)
            if used < bytes.count, self.handler != nil {
                self.input.append(UnsafeBufferPointer(rebasing: bytes[used...]))
            }
        } else {
            // Out of reach of whoever ends the connection in a callback: the bytes are valid until it returns.
            var input = ByteBuffer()
            swap(&input, &self.input)
            input.append(bytes.assumingMemoryBound(to: UInt8.self))
            let used = self.consume(input.bytes, on: loop)
            input.consume(min(used, input.count))
            if !input.isEmpty, self.handler != nil { swap(&input, &self.input) }
        }
        self.handler?.readEnded(loop: loop)
    }

    /// Uses what has come.
    private func consume(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) -> Int {
        var used = 0
        while used < bytes.count || self.state.isReadingBody && self.decoder.isDone, self.handler != nil {
            if self.state.isReadingBody {
                let rest = UnsafeBufferPointer(rebasing: bytes[used...])
                switch self.decoder.next(rest.span, from: 0) {
                case .content(let range):
                    used += range.upperBound
                    if self.deadline.isArmed { self.deadline.arm(in: self.home.bodies, for: self, on: loop) }
                    self.handler?.bodyReceived(UnsafeBufferPointer(rebasing: rest[range]), loop: loop)
                case .more: used = bytes.count
                case .end(let place):
                    used += place
                    self.answered(isClean: used == bytes.count, on: loop)
                    return bytes.count
                case .refused(let refusal):
                    self.fail(.malformed, "the answer's body is malformed: \(refusal.reason)", on: loop)
                    return bytes.count
                }
            } else {
                let length = self.consumeHead(UnsafeBufferPointer(rebasing: bytes[used...]), on: loop)
                if length == 0 { break }
                used += length
            }
        }
        return used
    }

    /// - Returns: The bytes of a whole head, or 0.
    private func consumeHead(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) -> Int {
        var parser = ResponseParser()
        if let partial = self.parser {
            parser = partial
            self.parser = nil
        } else {
            swap(&parser, &self.home.parser)
            parser.reset()
        }
        switch parser.parse(bytes.span, limits: self.home.configuration.limits.withHop, isHead: self.state.isHead) {
        case .incomplete:
            self.parser = parser
            return 0
        case .refused(let refusal):
            self.fail(.malformed, "the answer is malformed: \(refusal.reason)", on: loop)
            return bytes.count
        case .head(let length):
            switch self.state.headArrived(parser) {
            case .interim: break
            case .unasked:
                self.fail(.malformed, "the answer is an interim one that nobody asked for", on: loop)
                return bytes.count
            case .final:
                var limits = self.home.configuration.limits
                limits.body = .max
                self.decoder = BodyDecoder(parser.framing, limits: limits)
                self.deadline.arm(in: self.home.bodies, for: self, on: loop)
                self.handler?.headReceived(parser, bytes, loop: loop)
            }
            self.home.parser = parser
            return length
        }
    }

    /// The server ends its side.
    public func finArrived(_ stream: TCPStream, on loop: isolated EventLoop) {}

    /// The server's last byte was read.
    public func ended(_ stream: TCPStream, on loop: isolated EventLoop) {
        guard self.handler != nil else { return stream.reset(on: loop) }
        if self.state.isReadingBody, self.decoder.ended() {
            self.answered(isClean: false, on: loop)
        } else {
            self.fail(.ended, "the connection ended before the answer was whole", on: loop)
        }
    }

    /// The server has taken bytes.
    public func outputProgressed(_ stream: TCPStream, on loop: isolated EventLoop) {
        self.updateStall(on: loop)
        self.handler?.upstreamProgressed(loop: loop)
    }

    /// The server takes no more, but may have answered: that is read first.
    public func outputFailed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop) {
        self.state.requestBroke()
        self.stall.disarm(on: loop)
    }

    /// The connection is over.
    public func closed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop) {
        if self.handler != nil {
            switch errno {
            case ECONNREFUSED: self.fail(.refused, "\(self.origin.address) refuses connections", on: loop)
            case _ where self.state.phase == .connecting:
                let reason = String(cString: strerror(errno))
                self.fail(.unreachable, "cannot connect to \(self.origin.address): \(reason)", on: loop)
            default: self.fail(.ended, "the connection broke before the answer was whole", on: loop)
            }
        }
        self.state.closed()
        self.deadline.disarm(on: loop)
        self.stall.disarm(on: loop)
        self.stream = nil
        self.input.release()
        self.home.closed(self)
    }
}

extension UpstreamConnection: DeadlineTarget {
    /// Time is up for what was waited for.
    public func deadlineReached(_ deadline: Deadline, on loop: isolated EventLoop) {
        guard self.handler != nil else {
            self.stream?.reset(on: loop)
            return
        }
        if self.state.phase == .connecting {
            self.fail(.unreachable, "\(self.origin.address) did not take the connection in time", on: loop)
        } else if deadline === self.stall {
            self.fail(.timedOut, "\(self.origin.address) takes none of the request", on: loop)
        } else {
            self.fail(.timedOut, "\(self.origin.address) did not answer in time", on: loop)
        }
    }
}
