import CLinux
import Glibc

/// The calls of the system on TCP sockets.
enum Socket {
    static func open(family: Int32) throws(EventLoopError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(family, type, 0)
        guard descriptor >= 0 else { throw EventLoopError.system("socket", errno) }
        return descriptor
    }

    /// Opens a listening socket. No SO_REUSEPORT: a second process on a taken port must fail.
    static func listen(on address: SocketAddress, backlog: Int32) throws(EventLoopError) -> Int32 {
        let descriptor = try self.open(family: address.family)
        self.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if address.family == AF_INET6 { self.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        guard address.withSystemAddress({ Glibc.bind(descriptor, $0, $1) }) == 0 else {
            let code = errno
            Glibc.close(descriptor)
            throw EventLoopError(.system, "cannot listen on \(address): \(EventLoopError.text(code))", errno: code)
        }
        guard Glibc.listen(descriptor, backlog) == 0 else {
            let code = errno
            Glibc.close(descriptor)
            throw EventLoopError(.system, "cannot listen on \(address): \(EventLoopError.text(code))", errno: code)
        }
        return descriptor
    }

    /// The own address of a socket.
    static func address(of descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return code == 0 ? SocketAddress(storage) : nil
    }

    /// Takes a connection.
    ///
    /// - Returns: `nil` with `errno` set.
    static func accept(_ listener: Int32) -> (Int32, SocketAddress)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { clinux_accept(listener, $0, &length) }
        }
        guard descriptor >= 0 else { return nil }
        return (descriptor, SocketAddress(storage) ?? .loopback(port: 0))
    }

    static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends small writes at once: answers wait for no acknowledgement.
    static func setNoDelay(_ descriptor: Int32) {
        self.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    /// Lets the next close send RST.
    static func setReset(_ descriptor: Int32) {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    /// Takes the error that waits on a socket; 0 for none.
    static func takeError(_ descriptor: Int32) -> Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &value, &length) == 0 else { return errno }
        return value
    }
}
