import Glibc
import ProcessTestKit
import Synchronization

/// Passes TCP connections on to a port of this machine and cuts, refuses or freezes them on demand: what happens to one
/// client's network, without touching the server.
public final class CuttableProxy: Sendable {
    private struct Connection: Sendable {
        var client: Int32
        var server: Int32
    }

    private struct State: Sendable {
        var connections: [Int: Connection] = [:]
        var nextConnection = 0
    }

    private let target: UInt16
    private let listener: Listener
    private let state = Mutex(State())
    private let gate = Gate()
    private let sent = Atomic(0)

    /// Listens at a port of its own and passes on to `target` on 127.0.0.1.
    public init(to target: Int) throws {
        self.target = UInt16(target)
        self.listener = try Listener()
        self.restore()
    }

    deinit {
        self.listener.close()
        self.drop()
    }

    /// Where it listens, on 127.0.0.1.
    public var port: Int {
        Int(self.listener.port)
    }

    /// `127.0.0.1:port`.
    public var connectString: String {
        "127.0.0.1:\(self.port)"
    }

    /// Cuts all connections, frozen or not. New ones are passed on.
    public func drop() {
        self.state.withLock { state in
            for connection in state.connections.values {
                shutdown(connection.client, Int32(SHUT_RDWR))
                shutdown(connection.server, Int32(SHUT_RDWR))
            }
        }
        self.gate.open()
    }

    /// Cuts all connections and refuses new ones.
    public func cut() {
        self.listener.refuse()
        self.drop()
    }

    /// Ends ``cut()``.
    public func restore() {
        self.listener.accept { [weak self] client in
            guard let self else {
                close(client)
                return
            }
            self.accepted(client)
        }
    }

    /// Holds back all bytes in both directions, connections staying open: a network that swallows packets.
    public func freeze() {
        self.gate.shut()
    }

    /// Whether bytes are held back now.
    public var isHoldingBack: Bool {
        self.gate.waitingCount > 0
    }

    /// The bytes that were passed on to the target, over all connections.
    public var sentCount: Int {
        self.sent.load(ordering: .relaxed)
    }

    /// Ends ``freeze()``; what was held back goes on its way.
    public func thaw() {
        self.gate.open()
    }

    private func accepted(_ client: Int32) {
        guard let server = Loopback.connect(port: self.target) else {
            close(client)
            return
        }
        let number = self.state.withLock { state in
            defer { state.nextConnection += 1 }
            state.connections[state.nextConnection] = Connection(client: client, server: server)
            return state.nextConnection
        }
        // The pumps keep the proxy alive until their connection ends.
        let ends = Countdown(2) { self.ended(number) }
        for (from, to) in [(client, server), (server, client)] {
            startThread {
                while case let bytes = Loopback.receive(from), !bytes.isEmpty {
                    self.gate.pass()
                    guard Loopback.send(to, bytes) else { break }
                    if to == server { self.sent.add(bytes.count, ordering: .relaxed) }
                }
                shutdown(from, Int32(SHUT_RDWR))
                shutdown(to, Int32(SHUT_RDWR))
                ends.countDown()
            }
        }
    }

    /// Closes under the lock: nobody shuts a number down that already means another socket.
    private func ended(_ number: Int) {
        self.state.withLock { state in
            guard let connection = state.connections.removeValue(forKey: number) else { return }
            close(connection.client)
            close(connection.server)
        }
    }
}
