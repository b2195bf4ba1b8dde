import Glibc

extension TCPStream {
    /// Begins a connection. What is written before it stands waits.
    ///
    /// - Parameter handler: Told by `connected`, or by `closed` with the reason; a deadline is its own affair.
    /// - Throws: ``EventLoopError`` where there is no descriptor, or the address is refused at once.
    public static func connect(
        to address: SocketAddress,
        handler: any TCPStreamHandler,
        on loop: isolated EventLoop
    ) throws(EventLoopError) -> TCPStream {
        let descriptor = try Socket.open(family: address.family)
        Socket.setNoDelay(descriptor)
        let code = address.withSystemAddress { Glibc.connect(descriptor, $0, $1) }
        if code != 0, errno != EINPROGRESS {
            let code = errno
            Glibc.close(descriptor)
            throw EventLoopError(.connect, "cannot connect to \(address): \(EventLoopError.text(code))", errno: code)
        }
        let stream = TCPStream(descriptor: descriptor, peer: address, phase: .connecting, isAccepted: false)
        stream.handler = handler
        stream.watch(on: loop)
        return stream
    }

    /// Connects to the first of some addresses that takes the connection.
    ///
    /// - Parameters:
    ///   - addresses: Tried in turn.
    ///   - timeout: The time for all of them.
    /// - Returns: A stream that reads once ``begin(_:on:)`` has given it a handler.
    /// - Throws: ``EventLoopError`` with the last reason, or `timeout`; `CancellationError`.
    public static func connect(
        to addresses: [SocketAddress],
        timeout: Duration,
        on loop: isolated EventLoop
    ) async throws -> TCPStream {
        let end = MonotonicClock.now() + timeout.nanoseconds
        var last = EventLoopError(.connect, "there is no address to connect to")
        for address in addresses {
            try Task.checkCancellation()
            let left = end - MonotonicClock.now()
            guard left > 0 else { break }
            do {
                return try await ConnectAttempt().run(to: address, timeout: .nanoseconds(left), on: loop)
            } catch let error as EventLoopError {
                last = error
            }
        }
        try Task.checkCancellation()
        throw last
    }

    func finishConnecting(on loop: isolated EventLoop) {
        let error = Socket.takeError(self.descriptor)
        guard error == 0 else { return self.finishClosing(errno: error, on: loop) }
        self.phase = .open
        self.updateInterest(on: loop)
        self.handler?.connected(self, on: loop)
        guard self.phase == .open else { return }
        if !self.output.isEmpty { self.flush(on: loop) } else if self.endsOutput { self.shutDown() }
    }

    /// Leaves the loop's wait until ``begin(_:on:)`` gives the stream its owner.
    func detach(on loop: isolated EventLoop) {
        self.handler = nil
        loop.unwatch(self.descriptor)
        self.setReadingAtBegin()
    }
}

/// One address's try.
private final class ConnectAttempt: TCPStreamHandler {
    private let waker = Waker()
    private var isConnected = false
    private var error: Int32 = 0

    func run(
        to address: SocketAddress,
        timeout: Duration,
        on loop: isolated EventLoop
    ) async throws -> TCPStream {
        let stream = try TCPStream.connect(to: address, handler: self, on: loop)
        let timer = loop.schedule(after: timeout) { [waker] in waker.wake() }
        await self.waker.wait(on: loop)
        timer.cancel(on: loop)
        if self.isConnected, !Task.isCancelled {
            stream.detach(on: loop)
            return stream
        }
        stream.close(on: loop)
        try Task.checkCancellation()
        throw self.error == 0
            ? EventLoopError(.timeout, "\(address) did not answer in time", errno: ETIMEDOUT)
            : EventLoopError(
                .connect,
                "cannot connect to \(address): \(EventLoopError.text(self.error))",
                errno: self.error
            )
    }

    func connected(_ stream: TCPStream, on loop: isolated EventLoop) {
        // What comes before the owner takes over waits in the kernel.
        stream.setReading(false, on: loop)
        self.isConnected = true
        self.waker.wake()
    }

    func closed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop) {
        self.isConnected = false
        self.error = errno
        self.waker.wake()
    }

    func received(_ bytes: UnsafeRawBufferPointer, from stream: TCPStream, on loop: isolated EventLoop) {}
    func finArrived(_ stream: TCPStream, on loop: isolated EventLoop) {}
    func ended(_ stream: TCPStream, on loop: isolated EventLoop) {}
    func outputProgressed(_ stream: TCPStream, on loop: isolated EventLoop) {}
    func outputFailed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop) {}
}
