import FoundationEssentials
import Testing

@testable import Handles

@Suite("Handles")
struct HandleTests {
    private let key = makeKey(0)

    private func verify(_ text: String, _ kind: Handle.Kind, with key: HandleKey? = nil) -> Handle? {
        (key ?? self.key).verify(text, as: kind)
    }

    @Test("come back from their text with every field, whatever the incarnation and kind")
    func roundTrip() {
        var generator = Deterministic(seed: 1)
        for _ in 0..<10_000 {
            let owner = Incarnation(rawValue: generator.next())
            let kind = Handle.Kind.allCases.randomElement(using: &generator) ?? .session
            let handle = self.key.issue(kind, by: owner, using: &generator)
            let text = handle.description
            #expect(self.verify(text, kind) == handle)
            #expect(self.verify(text.uppercased(), kind) == handle)
            #expect(handle.owner == owner)
            #expect(handle.kind == kind)
        }
    }

    @Test("are UUIDs of version 8 in canonical form, as another implementation reads them")
    func uuid() throws {
        for incarnation in [0, 1, 0x1234_5678, UInt32.max] {
            let handle = self.key.issue(.session, by: Incarnation(rawValue: incarnation))
            let uuid = try #require(UUID(uuidString: handle.description)).uuid
            #expect(handle.description == UUID(uuid: uuid).uuidString.lowercased())
            #expect(uuid.6 >> 4 == 8)
            #expect(uuid.8 >> 6 == 0b10)
            let first = UInt32(uuid.0) << 24 | UInt32(uuid.1) << 16 | UInt32(uuid.2) << 8 | UInt32(uuid.3)
            #expect(first == incarnation)
        }
    }

    @Test("any single flipped bit is refused")
    func flippedBits() {
        var generator = Deterministic(seed: 2)
        var taken: [String] = []
        for _ in 0..<500 {
            let owner = Incarnation(rawValue: generator.next())
            let handle = self.key.issue(.operation, by: owner, using: &generator)
            for bit in 0..<128 {
                let high = bit < 64 ? handle.high ^ 1 << UInt64(bit) : handle.high
                let low = bit < 64 ? handle.low : handle.low ^ 1 << UInt64(bit - 64)
                let text = canonicalText(high, low)
                for kind in Handle.Kind.allCases where self.verify(text, kind) != nil {
                    taken.append("bit \(bit) of \(handle)")
                }
            }
        }
        #expect(taken.isEmpty)
    }

    @Test("of one kind are never taken for another kind")
    func kinds() {
        for issued in Handle.Kind.allCases {
            let text = self.key.issue(issued, by: Incarnation(rawValue: 7)).description
            for asked in Handle.Kind.allCases {
                #expect((self.verify(text, asked) != nil) == (issued == asked))
            }
        }
    }

    @Test("of a cluster with another key are refused")
    func foreign() {
        let other = makeKey(1)
        let texts = (0..<1000).map { _ in self.key.issue(.session, by: Incarnation(rawValue: 3)).description }
        #expect(texts.filter { self.verify($0, .session, with: other) != nil }.isEmpty)
    }

    @Test(
        "any other text is refused",
        arguments: [
            "", "count", "1-1-1-1-1", "00000000-0000-0000-0000-000000000000", "5b44d8f7-0688-4262-8918-66cd257bcc81",
            "5b44d8f706884262891866cd257bcc81", "5b44d8f7-0688-8262-8918-66cd257bcc8",
            "5b44d8f7_0688-8262-8918-66cd257bcc81",
            "5b44d8f7-0688-8262-8918-66cd257bcc8é", "{b44d8f7-0688-8262-8918-66cd257bcc81", "%00%00",
        ]
    )
    func otherText(text: String) {
        for kind in Handle.Kind.allCases {
            #expect(self.verify(text, kind) == nil)
        }
    }

    @Test("are different each time")
    func unique() {
        let handles = (0..<10_000).map { _ in self.key.issue(.session, by: Incarnation(rawValue: 1)) }
        #expect(Set(handles).count == handles.count)
    }

    @Test("a key has 16 bytes")
    func keyLength() {
        #expect(HandleKey(bytes: [UInt8](repeating: 0, count: 15)) == nil)
        #expect(HandleKey(bytes: [UInt8](repeating: 0, count: 17)) == nil)
    }
}

@Suite("SipHash-2-4")
struct SipHashTests {
    @Test("of the reference key and the bytes 0 to 15 is the published value")
    func published() throws {
        let hash = try #require(SipHash(key: 0...15))
        // `openssl mac -macopt hexkey:000102…0f -macopt size:8 SIPHASH` says DB9BC2577FCC2A3F of the same bytes.
        #expect(hash.hash(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908) == 0x3f2a_cc7f_57c2_9bdb)
    }
}

private func makeKey(_ filling: UInt8) -> HandleKey {
    guard let key = HandleKey(bytes: [UInt8](repeating: filling, count: 16)) else {
        preconditionFailure("16 bytes make a key")
    }
    return key
}

private func canonicalText(_ high: UInt64, _ low: UInt64) -> String {
    let digits = [high, low]
        .map { half in
            let hex = String(half, radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }
        .joined()
    var text = ""
    for (index, digit) in digits.enumerated() {
        if [8, 12, 16, 20].contains(index) { text.append("-") }
        text.append(digit)
    }
    return text
}

/// SplitMix64: the same numbers in every run.
private struct Deterministic: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
