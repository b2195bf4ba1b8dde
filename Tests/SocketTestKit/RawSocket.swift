import Glibc

/// A blocking connection, from either end, whose bytes a test chooses; each call waits at most twenty seconds: as long as a loaded
/// machine may take.
public final class RawSocket: Sendable {
    /// Its descriptor.
    public let descriptor: Int32

    /// Takes over a connection, which it closes with itself.
    public init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var time = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Connects to a port of this machine.
    ///
    /// - Parameter receiveBuffer: Bytes that the kernel keeps for a reader that is slow; a few make the other side wait soon.
    public convenience init(port: UInt16, receiveBuffer: Int32? = nil) {
        let descriptor = Loopback.socket()
        if var size = receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4) }
        let code = Loopback.withAddress(port) { Glibc.connect(descriptor, $0, $1) }
        precondition(code == 0, "cannot connect: \(errno)")
        self.init(descriptor)
    }

    deinit {
        Glibc.close(self.descriptor)
    }

    // MARK: Sending

    /// Sends text; see ``send(_:)-([UInt8])``.
    @discardableResult
    public func send(_ text: String) -> Int { self.send(Array(text.utf8)) }

    /// - Returns: How many bytes the kernel took before the connection broke or twenty seconds were over.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Int {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(self.descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { break }
            sent += count
        }
        return sent
    }

    /// Sends bytes from one small buffer. Once the other side has taken none for half a second the events get "taken N MiB", then
    /// "stuck".
    ///
    /// - Returns: How many were taken.
    public func sendSlowly(_ count: Int, telling events: Events) -> Int {
        let part = [UInt8](repeating: 7, count: 64 << 10)
        var sent = 0
        while sent < count {
            var watched = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
            if poll(&watched, 1, 500) == 0 {
                events.add("taken \(sent >> 20) MiB")
                events.add("stuck")
                guard poll(&watched, 1, 20_000) == 1 else { break }
            }
            let some = Glibc.send(
                self.descriptor,
                part,
                min(part.count, count - sent),
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            )
            if some < 0, errno != EAGAIN { break }
            sent += max(0, some)
        }
        return sent
    }

    // MARK: Ends

    /// Whether the other side has ended or reset the connection, and nothing is left to read.
    public var isEnded: Bool {
        var byte: UInt8 = 0
        let count = recv(self.descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count == 0 || count < 0 && errno != EAGAIN
    }

    /// Ends this side (FIN); the other may still send.
    public func end() { shutdown(self.descriptor, Int32(SHUT_WR)) }

    /// Closes with RST.
    public func reset() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
        // Only the connection ends; the number stays ours until deinit.
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        dup2(null, self.descriptor)
        Glibc.close(null)
    }

    /// Waits, without reading, until the other side has reset the connection, or both have ended.
    ///
    /// - Returns: Whether it came to that within twenty seconds.
    public func waitForHangUp() -> Bool {
        // A hang-up and an error are told without being asked for.
        var watched = pollfd(fd: self.descriptor, events: 0, revents: 0)
        return poll(&watched, 1, 20_000) == 1
    }
}
