import Synchronization

/// Names for requests that bring none: 16 hexadecimal digits, unlike those of other processes, and never twice in this one.
///
/// They are no secrets, so a counter will do, mixed with where this process began; the system's generator would be asked for each.
enum RequestNames {
    private static let counter = Atomic<UInt64>(UInt64.random(in: 0...UInt64.max))

    static func next() -> String {
        // SplitMix64's finaliser: one to one, so that different counts give different names.
        var value = self.counter.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        value ^= value >> 31
        return String(unsafeUninitializedCapacity: 16) { memory in
            for place in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * place)) & 0xF
                memory[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 16
        }
    }
}
