import Glibc

/// A blocking connection, from either end; each call waits at most five seconds.
final class RawSocket: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var time = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Connects to a port of this machine.
    convenience init(port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let code = Self.withLoopback(port) { Glibc.connect(descriptor, $0, $1) }
        precondition(code == 0, "cannot connect: \(errno)")
        self.init(descriptor)
    }

    deinit {
        Glibc.close(self.descriptor)
    }

    static func withLoopback<R>(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    // MARK: Sending

    @discardableResult
    func send(_ text: String) -> Int { self.send(Array(text.utf8)) }

    /// - Returns: How many bytes the kernel took before the connection broke or five seconds were over.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Int {
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

    /// An answer of a known length.
    func answer(_ status: Int = 200, _ body: String = "", fields: String = "") {
        self.send("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
    }

    // MARK: Receiving

    /// Some bytes; none at the end; `nil` on an error or after five seconds.
    func receive(_ most: Int = 65_536) -> [UInt8]? {
        var received = -1
        let bytes = [UInt8](unsafeUninitializedCapacity: most) { memory, count in
            received = recv(self.descriptor, memory.baseAddress, most, 0)
            count = max(0, received)
        }
        return received < 0 ? nil : bytes
    }

    /// A head with its empty line; `nil` where none came.
    func readHead() -> String? {
        var text = ""
        while !text.hasSuffix("\r\n\r\n") {
            guard let more = self.receive(1), !more.isEmpty else { return nil }
            text.unicodeScalars.append(Unicode.Scalar(more[0]))
        }
        return text
    }

    /// A head and a body of a known length, as text.
    func readMessage() -> String? {
        guard let head = self.readHead() else { return nil }
        let lines = head.split(separator: "\r\n")
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
        guard let count = length.flatMap({ Int($0.dropFirst(15).trimmingSpaces) }) else { return head }
        return head + String(decoding: self.receive(exactly: count), as: UTF8.self)
    }

    func receive(exactly count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let more = self.receive(count - bytes.count), !more.isEmpty { bytes += more }
        return bytes
    }

    /// Everything until the end, and whether that was an orderly one.
    func receiveAll() -> (text: String, isOrderly: Bool) {
        var bytes: [UInt8] = []
        while let more = self.receive() {
            if more.isEmpty { return (String(decoding: bytes, as: UTF8.self), true) }
            bytes += more
        }
        return (String(decoding: bytes, as: UTF8.self), false)
    }

    /// Reads on and counts, until the end or `limit` bytes.
    func count(upTo limit: Int) -> Int {
        var count = 0
        while count < limit, let more = self.receive(min(limit - count, 1 << 20)), !more.isEmpty { count += more.count }
        return count
    }

    // MARK: Ends

    func end() { shutdown(self.descriptor, Int32(SHUT_RDWR)) }

    /// Closes with RST.
    func reset() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
        // Only the connection ends; the number stays ours until deinit.
        let null = open("/dev/null", O_RDONLY)
        dup2(null, self.descriptor)
        Glibc.close(null)
    }
}

extension String {
    /// The first line of a message.
    var firstLine: String { self.split(separator: "\r\n").first.map { String($0) } ?? "" }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring { self.drop { $0 == " " } }
}
