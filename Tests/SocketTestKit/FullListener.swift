import Glibc

/// A port whose queue is full: connecting to it gets no answer, neither yes nor no.
public final class FullListener: Sendable {
    /// The port on 127.0.0.1.
    public let port: UInt16
    private let descriptor: Int32
    private let guest: RawSocket

    /// Listens, and fills the queue.
    public init() {
        let (descriptor, port) = Loopback.boundSocket()
        precondition(listen(descriptor, 0) == 0, "cannot listen: \(errno)")
        self.descriptor = descriptor
        self.port = port
        self.guest = RawSocket(port: port)
    }

    deinit {
        Glibc.close(self.descriptor)
    }
}
