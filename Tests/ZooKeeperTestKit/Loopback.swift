import Glibc

/// Sockets on 127.0.0.1, blocking.
enum Loopback {
    /// What the system said.
    struct SocketError: Error {
        var call: String
        var number: Int32
    }

    /// A socket listening at the port.
    static func listen(port: UInt16) throws -> Int32 {
        let descriptor = try self.socket()
        guard self.withAddress(port, 1, { bind(descriptor, $0, $1) }) == 0 else {
            let number = errno
            close(descriptor)
            throw SocketError(call: "bind", number: number)
        }
        // Only now, so that two such sockets never share a port: to listen again while old connections linger.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard Glibc.listen(descriptor, 64) == 0 else {
            let number = errno
            close(descriptor)
            throw SocketError(call: "listen", number: number)
        }
        return descriptor
    }

    /// A connection to the port, or nil where it is refused.
    ///
    /// - Parameter host: The last number of the address; all of 127.0.0.0/8 is this machine.
    static func connect(port: UInt16, host: UInt8 = 1) -> Int32? {
        guard let descriptor = try? self.socket() else { return nil }
        guard self.withAddress(port, host, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            return nil
        }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    /// A socket listening at a port outside the range the system gives to outgoing connections, which could take it when it
    /// is free for a moment.
    static func listenSomewhere() throws -> (descriptor: Int32, port: UInt16) {
        for _ in 0..<100 {
            let port = UInt16.random(in: 20000..<32000)
            if let descriptor = try? self.listen(port: port) {
                return (descriptor, port)
            }
        }
        throw SocketError(call: "bind", number: EADDRINUSE)
    }

    /// A port nobody listens at.
    static func freePort() throws -> UInt16 {
        let (descriptor, port) = try self.listenSomewhere()
        close(descriptor)
        return port
    }

    /// Sends it all. Answers whether it worked.
    static func send(_ descriptor: Int32, _ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Receives what has come, waiting for some. Empty at the end or after an error.
    static func receive(_ descriptor: Int32) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let received = recv(descriptor, &buffer, buffer.count, 0)
        return Array(buffer.prefix(max(received, 0)))
    }

    /// No child process may inherit it: it would hold a cut connection open.
    private static func socket() throws -> Int32 {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(call: "socket", number: errno) }
        return descriptor
    }

    private static func withAddress(
        _ port: UInt16,
        _ host: UInt8,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (0x7f00_0000 | UInt32(host)).bigEndian
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
