import EventLoops
import Glibc
import ProcessTestKit
import Synchronization

/// A server that answers by a script: each request of each connection gets bytes, or the connection ends.
final class FakeServer: Sendable {
    enum Step: Sendable {
        case answer(String)
        /// Answers and then ends the connection.
        case last(String)
        case close
    }

    let port: UInt16
    private let descriptor: Int32
    private let heads = Mutex<[String]>([])

    /// What came: the number of the connection and the request line of each request.
    var seen: [String] { self.heads.withLock { $0 } }

    /// - Parameter script: The step for a request, by its connection's number and its own within it, both from 1.
    init(_ script: @escaping @Sendable (Int, Int) -> Step) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) | listen(listener, 16) | getsockname(listener, address, &size)
            }
        }
        precondition(code == 0, "a test can listen")
        self.descriptor = listener
        self.port = UInt16(bigEndian: address.sin_port)
        startThread { [self] in
            var number = 0
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0 { return }
                number += 1
                let own = number
                startThread { self.serve(connection, own, script) }
            }
        }
    }

    func stop() {
        shutdown(self.descriptor, Int32(SHUT_RDWR))
        close(self.descriptor)
    }

    private func serve(_ connection: Int32, _ number: Int, _ script: (Int, Int) -> Step) {
        var request = 0
        var text = ""
        var byte: UInt8 = 0
        serving: while recv(connection, &byte, 1, 0) == 1 {
            text.unicodeScalars.append(Unicode.Scalar(byte))
            guard text.unicodeScalars.suffix(4).elementsEqual("\r\n\r\n".unicodeScalars) else { continue }
            request += 1
            let line = String(text.prefix { $0 != "\r\n" })
            self.heads.withLock { $0.append("\(number) \(line)") }
            text = ""
            switch script(number, request) {
            case .answer(let answer): Self.send(answer, connection)
            case .last(let answer):
                Self.send(answer, connection)
                break serving
            case .close: break serving
            }
        }
        close(connection)
    }

    private static func send(_ text: String, _ connection: Int32) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
