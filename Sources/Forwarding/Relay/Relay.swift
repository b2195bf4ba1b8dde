import Cluster
public import EventLoops
import HTTPClient
public import HTTPCodec
public import HTTPServer
import Handles

/// Sends one request on to its owner and the answer back, on one loop, both ways with back-pressure and no body held whole.
public final class Relay {
    let home: ForwarderLoop
    var call: ForwardedCall
    /// The request line and the fields that go on, without those that are written at the moment of sending.
    var head = ByteBuffer()
    let method: Range<Int>
    let requestTarget: Range<Int>
    let framing: Framing
    var taken: HTTPTakenRequest?
    var upstream: UpstreamConnection?
    /// Whether a byte of the body has gone on: the request cannot be sent again then.
    var hasSentBody = false
    var isBodyOver = false
    var isRequestEnded = false
    var hasRetried = false
    var status = 0
    var answerFraming = Framing.none
    private var isOver = false

    var target: Incarnation { self.call.member.incarnation }

    /// Whether it waits for an answer that may take as long as it likes.
    var isWatched: Bool { self.call.isLong && self.isRequestEnded && self.status == 0 && !self.isOver }

    /// Takes what goes on of a request.
    ///
    /// - Parameters:
    ///   - request: The head, as offsets in `bytes`; both are not needed any more afterwards.
    public init(
        _ call: ForwardedCall,
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ home: ForwarderLoop
    ) {
        self.home = home
        self.call = call
        self.framing = request.framing
        (self.method, self.requestTarget) = Self.write(request, bytes, into: &self.head)
    }

    /// Opens a connection, or takes a kept one, and sends the head.
    func send(fresh: Bool, on loop: isolated EventLoop) {
        guard let address = self.home.address(of: self.call.member) else { return self.findAddress(on: loop) }
        let origin = Origin(address, tag: self.target.rawValue)
        do {
            let upstream = try self.home.forwarder.client.connect(
                to: origin,
                answeringHead: self.taken?.isHead ?? false,
                fresh: fresh,
                mayRepeat: self.call.isRepeatable && !self.hasRetried,
                for: self,
                on: loop
            )
            self.upstream = upstream
            guard self.writeHead(to: upstream, address, on: loop) else {
                upstream.abandon(on: loop)
                self.upstream = nil
                return self.fail(.unreachable("this node is not registered"), on: loop)
            }
        } catch {
            return self.fail(.unreachable(error.message), on: loop)
        }
        if self.isBodyOver {
            self.endRequest(on: loop)
        } else {
            self.taken?.setBodyWanted(true, on: loop)
        }
    }

    private func findAddress(on loop: isolated EventLoop) {
        // There is no place for it yet.
        self.taken?.setBodyWanted(false, on: loop)
        Task {
            do {
                _ = try await self.home.findAddress(of: self.call.member, on: loop)
                guard self.taken != nil else { return }
                self.send(fresh: false, on: loop)
            } catch {
                self.fail(.unreachable("the owner's address cannot be found: \(error)"), on: loop)
            }
        }
    }

    /// Forgets both sides, once.
    func end(status: Int) {
        guard !self.isOver else { return }
        self.isOver = true
        self.home.remove(self)
        self.taken = nil
        self.upstream = nil
        self.call.ended?(status)
    }
}

extension Relay: HTTPTakeOver {
    /// The request is this relay's.
    public func begin(_ request: HTTPTakenRequest, on loop: isolated EventLoop) {
        self.taken = request
        self.home.add(self)
        self.send(fresh: false, on: loop)
    }

    /// A part of the request's body.
    public func bodyArrived(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) {
        guard let upstream else { return }
        self.hasSentBody = true
        if self.framing == .chunked {
            self.home.output.append(chunk: bytes)
            upstream.write(self.home.output.bytes, on: loop)
            self.home.output.removeAll()
        } else {
            upstream.write(bytes, on: loop)
        }
        if upstream.pendingOutput > self.home.forwarder.configuration.highMark {
            self.taken?.setBodyWanted(false, on: loop)
        }
    }

    /// The request is whole.
    public func bodyEnded(trailers: [UInt8], on loop: isolated EventLoop) {
        self.isBodyOver = true
        if self.upstream != nil { self.endRequest(on: loop) }
    }

    func endRequest(on loop: isolated EventLoop) {
        guard !self.isRequestEnded, let upstream else { return }
        self.isRequestEnded = true
        if self.framing == .chunked {
            self.home.output.appendLastChunk()
            upstream.write(self.home.output.bytes, on: loop)
            self.home.output.removeAll()
        }
        upstream.endRequest(
            answerWithin: self.call.isLong ? nil : self.home.forwarder.configuration.answerTimeout,
            on: loop
        )
        if self.call.isLong { self.home.watch(self.call.member, on: loop) }
    }

    /// The client takes bytes again.
    public func outputDrained(on loop: isolated EventLoop) {
        self.upstream?.setReading(true, on: loop)
    }

    /// The client has gone: the owner learns of it by a reset, for a FIN would leave it time.
    public func clientGone(on loop: isolated EventLoop) {
        let upstream = self.upstream
        self.end(status: 0)
        upstream?.abandon(on: loop)
    }
}
