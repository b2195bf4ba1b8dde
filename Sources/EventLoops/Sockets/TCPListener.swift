import CLinux
import Glibc
import Synchronization

/// A listening socket whose connections are spread evenly over a group's loops.
///
/// One socket, and each connection goes to the loop that has the fewest: with SO_REUSEPORT a few connections may all fall on
/// one loop, and a second process on a taken port would not fail.
public final class TCPListener: Sendable {
    /// How many connections are taken in one turn of the loop, so that a burst does not hold up those that are there.
    static let perTurn = 8
    /// How long no connection is taken once descriptors have run out.
    static let pause = Duration.milliseconds(500)

    /// The address, with the port that was given.
    public let address: SocketAddress
    private let home: EventLoop

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - address: Where; port 0 for any free one.
    ///   - backlog: How many connections may wait in the kernel.
    ///   - group: The loops; they must be started.
    ///   - log: Told once each time descriptors or memory have run out.
    ///   - accept: Gets each connection on its loop, and gives it a handler by ``TCPStream/begin(_:on:)``.
    /// - Throws: ``EventLoopError`` where the address is taken or not there.
    public init(
        on address: SocketAddress,
        backlog: Int32 = 4096,
        group: EventLoopGroup,
        log: @escaping @Sendable (String) -> Void,
        accept: @escaping @Sendable (TCPStream, isolated EventLoop) -> Void
    ) throws(EventLoopError) {
        let descriptor = try Socket.listen(on: address, backlog: backlog)
        let home = group.next()
        self.address = Socket.address(of: descriptor) ?? address
        self.home = home
        let key = ObjectIdentifier(self)
        home.post { loop in
            let source = loop.local(for: key) {
                ListenerSource(descriptor: descriptor, loops: group.loops, log: log, accept: accept)
            }
            source.begin(on: loop)
        }
    }

    /// Stops to listen; connections that were taken live on. Returns when the port is free.
    public func close() async {
        await self.home.closeListener(ObjectIdentifier(self))
    }
}

extension EventLoop {
    func closeListener(_ key: ObjectIdentifier) {
        let source: ListenerSource? = self.existingLocal(for: key)
        source?.close(on: self)
        self.removeLocal(for: key)
    }
}

/// The listening socket on its loop.
private final class ListenerSource: EventSource {
    private var descriptor: Int32
    private let loops: [EventLoop]
    private let log: @Sendable (String) -> Void
    private let accept: @Sendable (TCPStream, isolated EventLoop) -> Void
    private var isShort = false
    private var turn = 0

    init(
        descriptor: Int32,
        loops: [EventLoop],
        log: @escaping @Sendable (String) -> Void,
        accept: @escaping @Sendable (TCPStream, isolated EventLoop) -> Void
    ) {
        self.descriptor = descriptor
        self.loops = loops
        self.log = log
        self.accept = accept
    }

    func begin(on loop: isolated EventLoop) {
        loop.watch(self.descriptor, for: EPOLLIN.rawValue, source: self)
    }

    func close(on loop: isolated EventLoop) {
        guard self.descriptor >= 0 else { return }
        loop.unwatch(self.descriptor)
        Glibc.close(self.descriptor)
        self.descriptor = -1
    }

    func loopEnds(on loop: isolated EventLoop) {
        self.close(on: loop)
    }

    func ready(_ events: UInt32, on loop: isolated EventLoop) {
        for _ in 0..<TCPListener.perTurn {
            guard let (descriptor, peer) = Socket.accept(self.descriptor) else {
                switch errno {
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: self.rest(errno, on: loop)
                case ECONNABORTED, EINTR, EPROTO, EPERM: continue
                default: break
                }
                return
            }
            self.isShort = false
            Socket.setNoDelay(descriptor)
            self.give(descriptor, peer, from: loop)
        }
    }

    private func give(_ descriptor: Int32, _ peer: SocketAddress, from loop: isolated EventLoop) {
        // Equal ones take turns.
        self.turn += 1
        var target = self.loops[self.turn % self.loops.count]
        var fewest = target.acceptedCount.load(ordering: .relaxed)
        for other in self.loops {
            let count = other.acceptedCount.load(ordering: .relaxed)
            if count < fewest {
                target = other
                fewest = count
            }
        }
        target.acceptedCount.add(1, ordering: .relaxed)
        if target === loop {
            self.accept(TCPStream(descriptor: descriptor, peer: peer, phase: .open, isAccepted: true), loop)
        } else {
            target.post { [accept] loop in
                accept(TCPStream(descriptor: descriptor, peer: peer, phase: .open, isAccepted: true), loop)
            }
        }
    }

    /// Out of descriptors: the connection stays in the kernel's queue, and so the socket ready. Without a rest the loop
    /// would spin.
    private func rest(_ error: Int32, on loop: isolated EventLoop) {
        if !self.isShort {
            self.log("cannot take connections: \(EventLoopError.text(error)); trying again every \(TCPListener.pause)")
        }
        self.isShort = true
        loop.change(self.descriptor, to: 0)
        loop.schedule(after: TCPListener.pause) {
            if self.descriptor >= 0 { loop.change(self.descriptor, to: EPOLLIN.rawValue) }
        }
    }
}
