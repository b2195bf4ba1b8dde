import Glibc

extension TCPStream {
    /// Whether the peer takes no more bytes: what is written is dropped, and the handler is told by
    /// ``TCPStreamHandler/outputFailed(_:errno:on:)``, after the write that has found it out.
    public var isOutputBroken: Bool { self.outputError != 0 }

    /// Writes bytes: at once, or as soon as the kernel takes them. After a failure they are dropped.
    public func write(_ bytes: UnsafeRawBufferPointer, on loop: isolated EventLoop) {
        guard self.phase == .open || self.phase == .connecting, self.outputError == 0, !self.endsOutput else { return }
        guard self.phase == .open, self.output.isEmpty else {
            self.output.append(bytes)
            return
        }
        var sent = 0
        while sent < bytes.count {
            let count = self.send(UnsafeRawBufferPointer(rebasing: bytes[sent...]))
            if count >= 0 {
                sent += count
            } else if errno == EINTR {
                continue
            } else if errno == EAGAIN {
                break
            } else {
                self.failOutput(errno, isInWrite: true, on: loop)
                return
            }
        }
        guard sent < bytes.count else { return }
        self.output.append(UnsafeRawBufferPointer(rebasing: bytes[sent...]))
        self.updateInterest(on: loop)
    }

    /// Ends this side once everything is written (FIN); the peer's bytes can still be read.
    public func endOutput(on loop: isolated EventLoop) {
        guard self.phase == .open || self.phase == .connecting else { return }
        self.endsOutput = true
        if self.phase == .open, self.output.isEmpty { self.shutDown() }
    }

    /// Writes what the kernel takes; as `send`.
    func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        Glibc.send(self.descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Writes what has waited.
    func flush(on loop: isolated EventLoop) {
        var hasProgressed = false
        while !self.output.isEmpty {
            let count = self.send(self.output.bytes)
            if count >= 0 {
                self.output.consume(count)
                hasProgressed = true
            } else if errno == EINTR {
                continue
            } else if errno == EAGAIN {
                break
            } else {
                self.failOutput(errno, isInWrite: false, on: loop)
                return
            }
        }
        self.updateInterest(on: loop)
        if self.output.isEmpty, self.endsOutput { self.shutDown() }
        if hasProgressed, self.phase == .open { self.handler?.outputProgressed(self, on: loop) }
    }

    func shutDown() {
        guard !self.hasEndedOutput else { return }
        self.hasEndedOutput = true
        shutdown(self.descriptor, Int32(SHUT_WR))
    }

    private func failOutput(_ error: Int32, isInWrite: Bool, on loop: isolated EventLoop) {
        self.outputError = error
        self.output.removeAll()
        guard self.phase == .open else { return self.finishClosing(errno: error, on: loop) }
        self.updateInterest(on: loop)
        if isInWrite {
            // Not from within the handler's own write.
            loop.schedule(after: .zero) {
                if self.phase == .open { self.handler?.outputFailed(self, errno: error, on: loop) }
            }
        } else {
            self.handler?.outputFailed(self, errno: error, on: loop)
        }
    }
}
