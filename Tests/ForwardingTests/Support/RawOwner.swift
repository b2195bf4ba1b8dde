import Glibc
import ProcessTestKit
import Synchronization

/// A server that does what a test says, on a thread for each connection.
final class RawOwner: Sendable {
    private struct State {
        var connections = 0
        var seen: [String] = []
    }

    let port: UInt16
    private let descriptor: Int32
    private let state = Mutex(State())

    /// - Parameter script: Gets each connection, with its number from 0, and closes it by returning.
    init(_ script: @escaping @Sendable (RawSocket, Int, RawOwner) -> Void) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isBound = RawSocket.withLoopback(0) { bind(descriptor, $0, $1) == 0 && listen(descriptor, 64) == 0 }
        precondition(isBound, "a port of this machine is free")
        self.descriptor = descriptor
        self.port = Self.port(of: descriptor)
        startThread { [weak self] in
            while true {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0, let self else { break }
                let socket = RawSocket(accepted)
                let number = self.state.withLock { state in
                    defer { state.connections += 1 }
                    return state.connections
                }
                startThread { script(socket, number, self) }
            }
            Glibc.close(descriptor)
        }
    }

    deinit {
        shutdown(self.descriptor, Int32(SHUT_RDWR))
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// A port where nobody listens.
    static func deadPort() -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = RawSocket.withLoopback(0) { bind(descriptor, $0, $1) }
        defer { Glibc.close(descriptor) }
        return Self.port(of: descriptor)
    }

    var connections: Int { self.state.withLock { $0.connections } }
    /// What the script has noted.
    var seen: [String] { self.state.withLock { $0.seen } }

    func note(_ text: String) { self.state.withLock { $0.seen.append(text) } }

    /// Answers each request without a body by `number.count`, and notes it.
    static func answering(_ socket: RawSocket, _ number: Int, _ owner: RawOwner) {
        var count = 0
        while let message = socket.readMessage() {
            owner.note(message)
            socket.answer(200, "\(number).\(count)")
            count += 1
        }
    }
}
