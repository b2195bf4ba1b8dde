/// SipHash-2-4 over 16 bytes: a keyed hash made for short input (Aumasson and Bernstein, 2012).
struct SipHash: Sendable {
    private let k0: UInt64
    private let k1: UInt64

    /// Creates a hash of a 16-byte key; `nil` for any other length.
    init?(key: some Collection<UInt8>) {
        guard key.count == 16 else { return nil }
        self.k0 = Self.littleEndian(key.prefix(8))
        self.k1 = Self.littleEndian(key.dropFirst(8))
    }

    /// The hash of two words, taken as 16 bytes in little-endian order.
    func hash(_ first: UInt64, _ second: UInt64) -> UInt64 {
        var state = State(
            v0: self.k0 ^ 0x736f_6d65_7073_6575,
            v1: self.k1 ^ 0x646f_7261_6e64_6f6d,
            v2: self.k0 ^ 0x6c79_6765_6e65_7261,
            v3: self.k1 ^ 0x7465_6462_7974_6573
        )
        state.absorb(first)
        state.absorb(second)
        // The last block holds no bytes, only the length of 16.
        state.absorb(16 << 56)
        return state.finish()
    }

    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        mutating func absorb(_ word: UInt64) {
            self.v3 ^= word
            self.round()
            self.round()
            self.v0 ^= word
        }

        mutating func finish() -> UInt64 {
            self.v2 ^= 0xFF
            for _ in 0..<4 { self.round() }
            return self.v0 ^ self.v1 ^ self.v2 ^ self.v3
        }

        mutating func round() {
            self.v0 &+= self.v1
            self.v1 = self.v1.rotatedLeft(13) ^ self.v0
            self.v0 = self.v0.rotatedLeft(32)
            self.v2 &+= self.v3
            self.v3 = self.v3.rotatedLeft(16) ^ self.v2
            self.v0 &+= self.v3
            self.v3 = self.v3.rotatedLeft(21) ^ self.v0
            self.v2 &+= self.v1
            self.v1 = self.v1.rotatedLeft(17) ^ self.v2
            self.v2 = self.v2.rotatedLeft(32)
        }
    }

    private static func littleEndian(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension UInt64 {
    fileprivate func rotatedLeft(_ bits: UInt64) -> UInt64 {
        self << bits | self >> (64 - bits)
    }
}
