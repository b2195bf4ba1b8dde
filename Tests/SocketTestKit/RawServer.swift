import Glibc
import ProcessTestKit
import Synchronization

/// A server that does what a test says, on a thread for each connection. It ends with this object.
public final class RawServer: Sendable {
    /// Where it listens, on 127.0.0.1.
    public let port: UInt16
    /// What the script has noted.
    public let events = Events()
    private let descriptor: Int32
    private let count = Mutex(0)

    /// - Parameter script: Gets each connection, with its number from 0; it ends when nobody holds it any more.
    public init(_ script: @escaping @Sendable (RawSocket, Int, RawServer) -> Void) {
        let (descriptor, port) = Loopback.boundSocket()
        precondition(listen(descriptor, 64) == 0, "cannot listen: \(errno)")
        self.descriptor = descriptor
        self.port = port
        startThread { [weak self] in
            while true {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0, let self else { break }
                let socket = RawSocket(accepted)
                let number = self.count.withLock { count in
                    defer { count += 1 }
                    return count
                }
                startThread { script(socket, number, self) }
            }
            Glibc.close(descriptor)
        }
    }

    deinit {
        shutdown(self.descriptor, Int32(SHUT_RDWR))
    }

    /// A port where nobody listens.
    public static func deadPort() -> UInt16 {
        let (descriptor, port) = Loopback.boundSocket()
        Glibc.close(descriptor)
        return port
    }

    /// How many connections it has taken.
    public var connections: Int { self.count.withLock { $0 } }
    /// What the script has noted.
    public var seen: [String] { self.events.all }

    /// Notes something.
    public func note(_ text: String) { self.events.add(text) }

    /// A script that answers each request by `number.count`, and notes it.
    public static func answering(_ socket: RawSocket, _ number: Int, _ server: RawServer) {
        var count = 0
        while let message = socket.readMessage() {
            server.note(message)
            socket.answer(200, "\(number).\(count)")
            count += 1
        }
    }
}
