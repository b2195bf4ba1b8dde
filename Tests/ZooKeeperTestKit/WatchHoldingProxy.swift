import Glibc
import ProcessTestKit
import Synchronization

/// Passes connections on to a ZooKeeper and holds its watch events back on demand, answers passing all the while: a client
/// whose view lags although it is in contact.
public final class WatchHoldingProxy: Sendable {
    private struct State: Sendable {
        var isHolding = false
        /// Frames held back, each with the connection it is for.
        var held: [(client: Int32, frame: [UInt8])] = []
        var open: Set<Int32> = []
    }

    private let target: UInt16
    private let listener: Listener
    private let state = Mutex(State())

    /// Listens at a port of its own and passes on to `target` on 127.0.0.1.
    public init(to target: Int) throws {
        self.target = UInt16(target)
        self.listener = try Listener()
        self.listener.accept { [weak self] client in
            guard let self else {
                close(client)
                return
            }
            self.accepted(client)
        }
    }

    deinit {
        self.listener.close()
    }

    /// `127.0.0.1:port`.
    public var connectString: String {
        "127.0.0.1:\(self.listener.port)"
    }

    /// How many watch events are held back.
    public var heldCount: Int {
        self.state.withLock { $0.held.count }
    }

    /// Holds watch events back from now on.
    public func hold() {
        self.state.withLock { $0.isHolding = true }
    }

    /// Ends ``hold()``; what was held back goes on its way.
    public func release() {
        self.state.withLock { state in
            state.isHolding = false
            for (client, frame) in state.held where state.open.contains(client) {
                _ = Loopback.send(client, frame)
            }
            state.held = []
        }
    }

    private func accepted(_ client: Int32) {
        guard let server = Loopback.connect(port: self.target) else {
            close(client)
            return
        }
        self.state.withLock { _ = $0.open.insert(client) }
        let ends = Countdown(2) {
            self.state.withLock { state in
                state.open.remove(client)
                state.held.removeAll { $0.client == client }
                close(client)
            }
            close(server)
        }
        startThread {
            while case let bytes = Loopback.receive(client), !bytes.isEmpty, Loopback.send(server, bytes) {}
            Self.cut(client, server)
            ends.countDown()
        }
        startThread {
            self.passAnswers(from: server, to: client)
            Self.cut(client, server)
            ends.countDown()
        }
    }

    /// A frame is its length in 4 bytes, then, but in the first of a connection, the number of the request it answers: -1 is
    /// a watch event.
    private func passAnswers(from server: Int32, to client: Int32) {
        var bytes: [UInt8] = []
        while case let more = Loopback.receive(server), !more.isEmpty {
            bytes += more
            while bytes.count >= 4, case let end = 4 + Self.integer(bytes, at: 0), bytes.count >= end {
                let frame = Array(bytes[..<end])
                bytes.removeFirst(end)
                guard self.pass(frame, to: client) else { return }
            }
        }
    }

    /// Under the lock, so that an event and a later answer never mix their bytes. Answers whether the client is there.
    private func pass(_ frame: [UInt8], to client: Int32) -> Bool {
        self.state.withLock { state in
            if state.isHolding, frame.count >= 8, Self.integer(frame, at: 4) == 0xFFFF_FFFF {
                state.held.append((client, frame))
                return true
            }
            return Loopback.send(client, frame)
        }
    }

    private static func integer(_ bytes: [UInt8], at index: Int) -> Int {
        bytes[index..<(index + 4)].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func cut(_ client: Int32, _ server: Int32) {
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }
}
