/// What names a session or an operation: 128 bits, printed as a UUID.
public struct HandleID: Hashable, Sendable, CustomStringConvertible {
    /// What a handle names.
    public enum Kind: Sendable, Hashable {
        case session
        case operation
    }

    /// The first eight bytes.
    public var high: UInt64
    /// The last eight bytes.
    public var low: UInt64

    /// Creates a handle of given bits.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// 36 lower-case characters with dashes (contract, section 1.4).
    public var description: String {
        let digits = Self.hex(self.high) + Self.hex(self.low)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
