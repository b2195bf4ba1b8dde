import Glibc

/// `host:port`; an IPv6 address stands in brackets.
struct HostPort: Sendable, Hashable, CustomStringConvertible {
    var host: String
    var port: Int

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = text[..<colon]
        let digits = text[text.index(after: colon)...]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard Self.isHost(host), digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(digits),
            (1...65535).contains(port)
        else { return nil }
        self.host = String(host)
        self.port = port
    }

    var description: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }

    /// Whether a text can be a host name or an address.
    static func isHost(_ text: some StringProtocol) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        if text.contains(":") { return AddressRange(String(text)) != nil && !text.contains("/") }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}

/// An address, or those that begin with the same bits: `127.0.0.1`, `10.0.0.0/8`, `::1`.
struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    private let bytes: [UInt8]
    private let bits: Int
    let description: String

    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = Self.bytes(of: String(first)) else { return nil }
        var bits = bytes.count * 8
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...bits).contains(given), parts[1].first?.isNumber == true else {
                return nil
            }
            bits = given
        }
        self.bytes = bytes
        self.bits = bits
        self.description = text
    }

    /// Whether an address lies in the range. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) counts as the IPv4 one.
    func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == self.bytes.count else { return false }
        for bit in 0..<self.bits {
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            if self.bytes[bit / 8] & mask != other[bit / 8] & mask { return false }
        }
        return true
    }

    private static func bytes(of text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &bytes) == 1 { return bytes }
        bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return bytes.starts(with: mapped) ? Array(bytes.dropFirst(12)) : bytes
    }
}

extension ValueType<HostPort> {
    /// `host:port`.
    static let hostPort = ValueType(
        "host:port",
        example: "node-1:10099",
        parse: { HostPort($0) },
        describe: { $0.description }
    )
}

extension ValueType<AddressRange> {
    /// An address or a range of them.
    static let addressRange = ValueType(
        "address",
        example: "127.0.0.1 or 10.0.0.0/8",
        parse: { AddressRange($0) },
        describe: { $0.description }
    )
}
