import Glibc

/// A range of IP addresses, such as `127.0.0.0/8`, `::1` or `10.1.2.3`.
public struct AddressRange: Sendable, Hashable {
    private let address: [UInt8]
    private let prefix: Int

    /// Reads an address, or an address and the number of its bits that count; `nil` for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = Self.bytes(of: String(parts[0])) else { return nil }
        self.address = address
        guard parts.count > 1 else {
            self.prefix = address.count * 8
            return
        }
        guard let prefix = Int(parts[1]), (0...address.count * 8).contains(prefix) else { return nil }
        self.prefix = prefix
    }

    /// The machine itself, over IPv4 and IPv6.
    public static let loopback = ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) }

    /// Whether an address is in the range. A text that is no address is in none.
    public func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == self.address.count else { return false }
        let whole = self.prefix / 8
        guard other[..<whole] == self.address[..<whole] else { return false }
        let rest = self.prefix % 8
        return rest == 0 || (other[whole] ^ self.address[whole]) >> UInt8(8 - rest) == 0
    }

    /// Whether a text is an IP address.
    static func isAddress(_ text: String) -> Bool {
        self.bytes(of: text) != nil
    }

    /// The 4 or 16 bytes of an address; an IPv4 address in IPv6's clothes is one of IPv4.
    private static func bytes(of text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        return bytes.starts(with: mapped) ? Array(bytes.suffix(4)) : bytes
    }
}
