/// One start of one node: the number that ZooKeeper's sequence gave it. A restarted node is another incarnation.
public struct Incarnation: Sendable, Hashable, Comparable, RawRepresentable, CustomStringConvertible {
    /// The number.
    public let rawValue: UInt32

    /// Creates an incarnation of a number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Orders by age: the older one is smaller.
    public static func < (left: Incarnation, right: Incarnation) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The number in decimal, as the `Torii-Node` header carries it.
    public var description: String {
        String(self.rawValue)
    }
}
