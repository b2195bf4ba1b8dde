import EventLoops
import Glibc

/// Where a node listens, and where it is reached.
struct NodeAddress: Sendable {
    /// Where it listens.
    var bind: SocketAddress
    /// The host that clients and other nodes use.
    var host: String
    /// The port.
    var port: Int { Int(self.bind.port) }
    /// `host:port`.
    var instance: String { self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)" }

    init(_ configuration: Configuration) throws {
        let host = configuration[Keys.bindHost]
        let port = UInt16(clamping: configuration[Keys.bindPort])
        guard let bind = try? SocketAddress(ip: host == "localhost" ? "127.0.0.1" : host, port: port) else {
            throw ServeError(
                message: "\(Keys.bindHost.name) = \(host): give the address of an interface, or 0.0.0.0 for all"
            )
        }
        self.bind = bind
        let isWildcard = host == "0.0.0.0" || host == "::"
        self.host = configuration[Keys.advertisedHost] ?? (isWildcard ? Self.machineName : bind.ip)
    }

    static var machineName: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
