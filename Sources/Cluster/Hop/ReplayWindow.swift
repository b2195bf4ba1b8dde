/// Which numbers of one sender were seen, as in RFC 4303, section 3.4.3: a bit for each of the last 4,096 up to the highest;
/// what lies before them counts as seen. Numbers may come in any order within it, each once.
struct ReplayWindow: Sendable {
    /// How far a number may lie behind the highest, that one counted.
    static let size: UInt64 = 4096

    private static let bitsPerWord: UInt64 = 64
    /// A ring with room for twice the window: so whole words can be cleared as the window moves on (RFC 6479).
    private static let words: UInt64 = 2 * Self.size / Self.bitsPerWord

    private var highest: UInt64 = 0
    private var seen = [UInt64](repeating: 0, count: Int(Self.words))

    /// Notes a number, 1 or above.
    ///
    /// - Returns: Whether it is new.
    mutating func admit(_ number: UInt64) -> Bool {
        if number > self.highest {
            self.moveOn(to: number)
        } else if self.highest - number >= Self.size {
            return false
        }
        let word = Int(number / Self.bitsPerWord % Self.words)
        let bit: UInt64 = 1 << (number % Self.bitsPerWord)
        guard self.seen[word] & bit == 0 else { return false }
        self.seen[word] |= bit
        return true
    }

    /// Clears the words that the window comes to newly.
    private mutating func moveOn(to number: UInt64) {
        let old = self.highest / Self.bitsPerWord
        let distance = number / Self.bitsPerWord - old
        self.highest = number
        guard distance > 0 else { return }
        for step in 1...min(distance, Self.words) {
            self.seen[Int((old &+ step) % Self.words)] = 0
        }
    }
}
