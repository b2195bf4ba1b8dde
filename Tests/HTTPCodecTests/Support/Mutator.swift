/// Makes hostile bytes out of the cases, the same ones for the same seed.
struct Mutator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// What readers of HTTP stumble over.
    private static let pieces: [[UInt8]] = [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", ";", ",", "\"", "\\", "\0", "0\r\n\r\n", "+", "-", "0x",
        "chunked",
        "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "Host: a\r\n",
        "ffffffffffffffff",
        "HTTP/1.1", "HTTP/1.0", "100-continue", "é",
    ].map { Array($0.utf8) }

    /// Bytes with one to eight changes, cut to 4 KiB so that all splits stay affordable.
    mutating func mutated(_ bytes: [UInt8], with other: [UInt8]) -> [UInt8] {
        var result = Array(bytes.prefix(4096))
        for _ in 0..<Int.random(in: 1...8, using: &self) {
            let place = Int.random(in: 0...result.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0 where place < result.count: result[place] = UInt8.random(in: 0...255, using: &self)
            case 1 where place < result.count: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2:
                let end = min(result.count, place + Int.random(in: 0..<16, using: &self))
                result.removeSubrange(place..<end)
            case 3:
                let end = min(result.count, place + Int.random(in: 0..<32, using: &self))
                result.insert(contentsOf: result[place..<end], at: place)
            case 4:
                let start = Int.random(in: 0...other.count, using: &self)
                result.insert(contentsOf: other[start...].prefix(64), at: place)
            default:
                result.insert(contentsOf: Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &self)], at: place)
            }
        }
        return result
    }

    /// One to eight places to cut bytes at, in order.
    mutating func cuts(of count: Int) -> [Int] {
        guard count > 1 else { return [] }
        return Set((0..<Int.random(in: 1...8, using: &self)).map { _ in Int.random(in: 1..<count, using: &self) })
            .sorted()
    }
}
