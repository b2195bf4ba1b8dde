/// The nonces seen lately, so that a hop's signature counts once. A value; whoever shares it locks it.
///
/// Two generations, changed when the younger one is as old as a hop can be: a nonce is remembered at least as long as its
/// signature is good, and what is remembered stays bounded by what comes in that time.
public struct NonceLedger: Sendable {
    /// Both ways of clock difference: a hop from a clock ahead stays good for twice the tolerance.
    private static let generation: Int64 = 2 * HopSigner.tolerance.components.seconds * 1000

    private var younger: Set<[UInt8]> = []
    private var older: Set<[UInt8]> = []
    private var youngerSince: Int64?

    /// Creates an empty ledger.
    public init() {}

    /// The number of nonces remembered.
    public var count: Int {
        self.younger.count + self.older.count
    }

    /// Notes a nonce.
    ///
    /// - Parameter time: Now in milliseconds, of a clock that does not go back.
    /// - Returns: Whether it is new; one seen before is a replay.
    public mutating func admit(_ nonce: [UInt8], time: Int64) -> Bool {
        let since = self.youngerSince ?? time
        self.youngerSince = since
        if time - since >= Self.generation {
            // Nothing noted before two generations ago can still be good.
            self.older = time - since >= 2 * Self.generation ? [] : self.younger
            self.younger = []
            self.youngerSince = time
        }
        guard !self.older.contains(nonce) else { return false }
        return self.younger.insert(nonce).inserted
    }
}
