import Glibc

/// A blocking TCP client of a test; each call waits at most five seconds.
final class Client: @unchecked Sendable {  // only the test's own task uses it
    let descriptor: Int32

    init(port: UInt16, receiveBuffer: Int32? = nil) {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        precondition(self.descriptor >= 0)
        if var size = receiveBuffer { setsockopt(self.descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4) }
        var time = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(self.descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(self.descriptor, $0, 16) }
        }
        precondition(code == 0, "cannot connect: \(errno)")
    }

    deinit {
        Glibc.close(self.descriptor)
    }

    @discardableResult
    func send(_ text: String) -> Int { self.send(Array(text.utf8)) }

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

    /// Some bytes; none at the end; `nil` on an error or after five seconds.
    func receive(_ most: Int = 65_536) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: most)
        let count = recv(self.descriptor, &bytes, most, 0)
        return count < 0 ? nil : Array(bytes[..<count])
    }

    func receive(exactly count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let more = self.receive(count - bytes.count), !more.isEmpty { bytes += more }
        return bytes
    }

    /// Everything until the end; `nil` if it breaks.
    func receiveAll() -> [UInt8]? {
        var bytes: [UInt8] = []
        while true {
            guard let more = self.receive() else { return nil }
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    func end() { shutdown(self.descriptor, Int32(SHUT_WR)) }

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

extension Client {
    /// Everything until the end, as text; `nil` if the connection breaks.
    func readAll() -> String? { self.receiveAll().map { String(decoding: $0, as: UTF8.self) } }

    /// Text up to and with a mark; what there was where it does not come.
    func read(until mark: String) -> String {
        var text = ""
        while !text.hasSuffix(mark), let more = self.receive(1), !more.isEmpty {
            text += String(decoding: more, as: UTF8.self)
        }
        return text
    }
}
