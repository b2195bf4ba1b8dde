import Glibc
import ProcessTestKit
import Synchronization

/// Passes connections on to a server that listens at the same port of 127.0.0.2, and stops an answer in its middle on demand.
public final class AnswerHoldingProxy: Sendable {
    private struct State: Sendable {
        /// What a request has in it whose answer stops, and after how many bytes.
        var rule: (text: [UInt8], count: Int)?
        var isResetting = false
    }

    private let listener: Listener
    private let state = Mutex(State())
    /// Shut while answers stand still.
    private let gate = Gate()

    /// Listens at a port of its own.
    public init() throws {
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

    /// Where it listens on 127.0.0.1, and the server on 127.0.0.2.
    public var port: Int {
        Int(self.listener.port)
    }

    /// How many answers stand still.
    public var heldCount: Int {
        self.gate.waitingCount
    }

    /// From now on answers to requests with a text in them stop after some bytes.
    public func hold(answersTo text: String, after count: Int) {
        self.gate.shut()
        self.state.withLock { $0.rule = (Array(text.utf8), count) }
    }

    /// Ends ``hold(answersTo:after:)``; answers that stand still are cut, by a reset or by an end.
    public func cut(byReset isResetting: Bool) {
        self.state.withLock { state in
            state.rule = nil
            state.isResetting = isResetting
        }
        self.gate.open()
    }

    private func accepted(_ client: Int32) {
        guard let server = Loopback.connect(port: self.listener.port, host: 2) else {
            // As refused as it can be.
            Self.resetWhenClosed(client)
            close(client)
            return
        }
        // How many bytes of answers may still pass.
        let rest = Rest()
        let ends = Countdown(2) {
            close(client)
            close(server)
        }
        startThread {
            while case let bytes = Loopback.receive(client), !bytes.isEmpty {
                if let count = self.limit(after: bytes) { rest.bytes.withLock { $0 = count } }
                guard Loopback.send(server, bytes) else { break }
            }
            shutdown(server, Int32(SHUT_RDWR))
            ends.countDown()
        }
        startThread {
            while case let bytes = Loopback.receive(server), !bytes.isEmpty {
                let count = rest.bytes.withLock { rest in
                    let count = min(rest, bytes.count)
                    if rest != .max { rest -= count }
                    return count
                }
                guard Loopback.send(client, bytes.prefix(count)) else { break }
                if count < bytes.count {
                    self.standStill(client)
                    break
                }
            }
            // A shutdown would say that this is the end before the reset can.
            shutdown(client, self.state.withLock { $0.isResetting } ? Int32(SHUT_RD) : Int32(SHUT_RDWR))
            shutdown(server, Int32(SHUT_RDWR))
            ends.countDown()
        }
    }

    private func limit(after request: [UInt8]) -> Int? {
        self.state.withLock { state in
            guard let (text, count) = state.rule else { return nil }
            return request.indices.contains { request[$0...].starts(with: text) } ? count : nil
        }
    }

    private func standStill(_ client: Int32) {
        self.gate.pass()
        if self.state.withLock({ $0.isResetting }) { Self.resetWhenClosed(client) }
    }

    private static func resetWhenClosed(_ descriptor: Int32) {
        var noLinger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &noLinger, socklen_t(MemoryLayout<linger>.size))
    }
}

/// Shared by the two threads of a connection.
private final class Rest: Sendable {
    let bytes = Mutex(Int.max)
}
