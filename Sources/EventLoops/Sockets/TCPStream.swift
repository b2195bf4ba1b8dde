import CLinux
import Glibc

/// A TCP connection on an event loop.
///
/// Owned by one ``TCPStreamHandler``, used on its loop only. Bytes are written at once, or kept while the kernel refuses them:
/// look at ``pendingOutput`` for back-pressure. All reading and writing goes through ``receive(into:)`` and ``send(_:)``, where
/// an encrypted stream would have its say; so whether there is input, or the connection is stale, is asked of the stream.
public final class TCPStream: EventSource {
    enum Phase {
        case connecting
        case open
        /// Nobody owns it any more: what is pending goes out, then its input is thrown away until the peer ends.
        case lingering
        case closed
    }

    /// The other side.
    public let peer: SocketAddress
    var handler: (any TCPStreamHandler)?
    private(set) var descriptor: Int32
    private let isAccepted: Bool
    var phase: Phase
    private var interest: UInt32 = 0
    /// Out of the wait: hung up, and nobody reads.
    private var isPaused = false
    /// Whether bytes are wanted.
    public private(set) var isReading = true
    /// Whether the peer's last byte was read.
    public private(set) var inputEnded = false
    private var isFINTold = false
    var output = OutputBuffer()
    var outputError: Int32 = 0
    var endsOutput = false
    var hasEndedOutput = false
    var lingering: Lingering?

    init(descriptor: Int32, peer: SocketAddress, phase: Phase, isAccepted: Bool) {
        self.descriptor = descriptor
        self.peer = peer
        self.phase = phase
        self.isAccepted = isAccepted
    }

    /// Whether the descriptor was given back.
    public var isClosed: Bool { self.phase == .closed }

    /// The bytes that were written and not yet taken by the kernel.
    public var pendingOutput: Int { self.output.count }

    /// The address of this side.
    public var localAddress: SocketAddress? { Socket.address(of: self.descriptor) }

    /// Takes the stream over, after an accept or a connect.
    public func begin(_ handler: any TCPStreamHandler, on loop: isolated EventLoop) {
        self.handler = handler
        self.watch(on: loop)
    }

    /// Hands the stream to another handler.
    public func setHandler(_ handler: any TCPStreamHandler, on loop: isolated EventLoop) {
        self.handler = handler
    }

    /// A stream that nobody watches yet reads from its begin on.
    func setReadingAtBegin() {
        self.isReading = true
    }

    func watch(on loop: isolated EventLoop) {
        self.interest = self.wantedEvents
        loop.watch(self.descriptor, for: self.interest, source: self)
    }

    // MARK: Reading

    /// Turns reading on or off. While it is off the peer's bytes wait in the kernel, and slow the peer down.
    public func setReading(_ isOn: Bool, on loop: isolated EventLoop) {
        guard self.isReading != isOn else { return }
        self.isReading = isOn
        self.updateInterest(on: loop)
    }

    /// Whether an idle connection is of no use any more: the peer has ended it, or has sent what nobody asked for.
    public func isStale(on loop: isolated EventLoop) -> Bool {
        guard self.phase == .open, !self.inputEnded, !self.isFINTold, self.outputError == 0 else { return true }
        var byte: UInt8 = 0
        let count = Glibc.recv(self.descriptor, &byte, 1, Int32(MSG_PEEK))
        return !(count < 0 && (errno == EAGAIN || errno == EINTR))
    }

    /// Reads what is there; as `recv`.
    func receive(into memory: UnsafeMutableRawBufferPointer) -> Int {
        Glibc.recv(self.descriptor, memory.baseAddress, memory.count, 0)
    }

    private func read(on loop: isolated EventLoop) {
        let count = self.receive(into: loop.scratch)
        if count > 0 {
            self.handler?.received(UnsafeRawBufferPointer(rebasing: loop.scratch[..<count]), from: self, on: loop)
        } else if count == 0 {
            self.inputEnded = true
            self.tellFIN(on: loop)
            guard self.phase == .open else { return }
            self.updateInterest(on: loop)
            if self.outputError != 0 { return self.finishClosing(errno: self.outputError, on: loop) }
            self.handler?.ended(self, on: loop)
        } else if errno != EAGAIN && errno != EINTR {
            self.finishClosing(errno: errno, on: loop)
        }
    }

    /// The peer has ended while its answer still goes out.
    func noteInputEnd(on loop: isolated EventLoop) {
        self.inputEnded = true
        self.isFINTold = true
        self.updateInterest(on: loop)
    }

    private func tellFIN(on loop: isolated EventLoop) {
        guard !self.isFINTold else { return }
        self.isFINTold = true
        self.handler?.finArrived(self, on: loop)
    }

    // MARK: Events

    private var wantedEvents: UInt32 {
        if self.phase == .connecting { return EPOLLOUT.rawValue }
        var events: UInt32 = 0
        if self.isReading, !self.inputEnded { events |= EPOLLIN.rawValue }
        // Level-triggered, it would come in every turn: once is enough.
        if !self.isFINTold { events |= EPOLLRDHUP.rawValue }
        if !self.output.isEmpty { events |= EPOLLOUT.rawValue }
        return events
    }

    func updateInterest(on loop: isolated EventLoop) {
        guard self.phase != .closed else { return }
        let events = self.wantedEvents
        if self.isPaused {
            guard events & EPOLLIN.rawValue != 0 else { return }
            self.isPaused = false
            self.interest = events
            loop.resume(self.descriptor, for: events)
        } else if events != self.interest {
            self.interest = events
            loop.change(self.descriptor, to: events)
        }
    }

    func ready(_ events: UInt32, on loop: isolated EventLoop) {
        switch self.phase {
        case .connecting: self.finishConnecting(on: loop)
        case .lingering: self.linger(events, on: loop)
        case .closed: break
        case .open:
            if events & EPOLLOUT.rawValue != 0 { self.flush(on: loop) }
            guard self.phase == .open else { return }
            if self.isReading, !self.inputEnded {
                if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 {
                    self.read(on: loop)
                }
            } else if events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 {
                self.hungUp(on: loop)
            }
            guard self.phase == .open, events & EPOLLRDHUP.rawValue != 0, !self.isFINTold else { return }
            self.tellFIN(on: loop)
            self.updateInterest(on: loop)
        }
    }

    /// A hang-up cannot be masked: it is acted on, or the descriptor leaves the wait.
    private func hungUp(on loop: isolated EventLoop) {
        let error = Socket.takeError(self.descriptor)
        if error != 0 || self.outputError != 0 {
            self.finishClosing(errno: error != 0 ? error : self.outputError, on: loop)
        } else if !self.isPaused {
            self.isPaused = true
            loop.pause(self.descriptor)
        }
    }

    func loopEnds(on loop: isolated EventLoop) {
        self.finishClosing(errno: ECANCELED, on: loop)
    }

    /// Gives the descriptor back, and says so.
    func finishClosing(errno: Int32, on loop: isolated EventLoop) {
        guard self.phase != .closed else { return }
        self.phase = .closed
        loop.unwatch(self.descriptor)
        Glibc.close(self.descriptor)
        self.descriptor = -1
        if self.isAccepted { loop.acceptedCount.subtract(1, ordering: .relaxed) }
        self.output.removeAll()
        self.lingering?.disarm(on: loop)
        self.lingering = nil
        let handler = self.handler
        self.handler = nil
        handler?.closed(self, errno: errno, on: loop)
    }
}
