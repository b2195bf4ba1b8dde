import Glibc

/// An IP address and a port.
public struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    private enum Host: Hashable {
        /// In network order.
        case v4(UInt32)
        /// Both halves in network order, and the scope of a link-local address.
        case v6(UInt64, UInt64, UInt32)
    }

    private var host: Host
    /// The port.
    public var port: UInt16

    /// Reads an address.
    ///
    /// - Parameter ip: `127.0.0.1`, `::1`, `[::1]`.
    /// - Throws: ``EventLoopError`` where it is none.
    public init(ip: String, port: UInt16) throws(EventLoopError) {
        self.port = port
        var v4 = in_addr()
        if inet_pton(AF_INET, ip, &v4) == 1 {
            self.host = .v4(v4.s_addr)
            return
        }
        let bare = ip.hasPrefix("[") && ip.hasSuffix("]") ? String(ip.dropFirst().dropLast()) : ip
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, bare, &v6) == 1 else {
            throw EventLoopError(.address, "\(ip) is no IP address")
        }
        self.host = Self.host(v6, scope: 0)
    }

    /// The address of `127.0.0.1`.
    public static func loopback(port: UInt16) -> SocketAddress {
        SocketAddress(host: .v4(UInt32(0x7F00_0001).bigEndian), port: port)
    }

    private init(host: Host, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// The address without the port: `127.0.0.1`, `::1`.
    public var ip: String {
        switch self.host {
        case .v4(let address):
            // Asked for with each request, and short enough to be a string without memory of its own.
            return String(unsafeUninitializedCapacity: 15) { text in
                var length = 0
                for shift: UInt32 in [24, 16, 8, 0] {
                    let byte = UInt8(truncatingIfNeeded: UInt32(bigEndian: address) >> shift)
                    if length > 0 {
                        text[length] = UInt8(ascii: ".")
                        length += 1
                    }
                    for power: UInt8 in [100, 10, 1] where byte >= power || power == 1 {
                        text[length] = UInt8(ascii: "0") + byte / power % 10
                        length += 1
                    }
                }
                return length
            }
        case .v6(let high, let low, _):
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            var address = Self.address(high, low)
            inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
            return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// `127.0.0.1:80`, `[::1]:80`.
    public var description: String {
        switch self.host {
        case .v4: "\(self.ip):\(self.port)"
        case .v6: "[\(self.ip)]:\(self.port)"
        }
    }

    var family: Int32 {
        switch self.host {
        case .v4: AF_INET
        case .v6: AF_INET6
        }
    }

    // MARK: The system's form

    /// Reads what a call of the system filled in.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            self = withUnsafePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    SocketAddress(host: .v4($0.pointee.sin_addr.s_addr), port: UInt16(bigEndian: $0.pointee.sin_port))
                }
            }
        case AF_INET6:
            self = withUnsafePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    SocketAddress(
                        host: Self.host($0.pointee.sin6_addr, scope: $0.pointee.sin6_scope_id),
                        port: UInt16(bigEndian: $0.pointee.sin6_port)
                    )
                }
            }
        default: return nil
        }
    }

    func withSystemAddress<T>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T {
        switch self.host {
        case .v4(let address):
            var system = sockaddr_in()
            system.sin_family = sa_family_t(AF_INET)
            system.sin_port = self.port.bigEndian
            system.sin_addr.s_addr = address
            return Self.pass(&system, body)
        case .v6(let high, let low, let scope):
            var system = sockaddr_in6()
            system.sin6_family = sa_family_t(AF_INET6)
            system.sin6_port = self.port.bigEndian
            system.sin6_addr = Self.address(high, low)
            system.sin6_scope_id = scope
            return Self.pass(&system, body)
        }
    }

    private static func pass<A, T>(_ address: inout A, _ body: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<A>.size)) }
        }
    }

    private static func host(_ address: in6_addr, scope: UInt32) -> Host {
        withUnsafeBytes(of: address) {
            .v6($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self), scope)
        }
    }

    private static func address(_ high: UInt64, _ low: UInt64) -> in6_addr {
        var address = in6_addr()
        withUnsafeMutableBytes(of: &address) {
            $0.storeBytes(of: high, as: UInt64.self)
            $0.storeBytes(of: low, toByteOffset: 8, as: UInt64.self)
        }
        return address
    }
}
