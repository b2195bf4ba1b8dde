import FoundationEssentials
import HTTPCodec
import Testing

/// Hostile bytes: nothing traps, and what is read does not depend on how it arrives. `scripts/fuzz` lets these run for longer.
@Suite
struct MutationTests {
    private static let seconds = ProcessInfo.processInfo.environment["TORII_FUZZ_SECONDS"].flatMap { Int($0) }
    private static let seed = ProcessInfo.processInfo.environment["TORII_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1

    @Test("changed requests are read alike whole and in pieces")
    func requests() {
        Self.run(Cases.requests.map(\.octets.bytes)) { bytes, cuts in
            let whole = Self.requestReading(bytes, [])
            let inPieces = Self.requestReading(bytes, cuts)
            #expect(whole == inPieces, "cuts \(cuts), bytes \(bytes)")
            return whole == inPieces
        }
    }

    @Test("changed responses are read alike whole and in pieces")
    func responses() {
        Self.run(Cases.responses.map(\.octets.bytes)) { bytes, cuts in
            let whole = Self.responseReading(bytes, [])
            let inPieces = Self.responseReading(bytes, cuts)
            #expect(whole == inPieces, "cuts \(cuts), bytes \(bytes)")
            return whole == inPieces
        }
    }

    /// Tries changed cases until one fails: 5,000 of them, or as many as the asked time allows.
    private static func run(_ corpus: [[UInt8]], _ isGood: ([UInt8], [Int]) -> Bool) {
        var mutator = Mutator(seed: Self.seed)
        let end = Self.seconds.map { ContinuousClock.now + .seconds($0) }
        var tried = 0
        while end.map({ ContinuousClock.now < $0 }) ?? (tried < 5000) {
            tried += 1
            let base = corpus[Int.random(in: 0..<corpus.count, using: &mutator)]
            let other = corpus[Int.random(in: 0..<corpus.count, using: &mutator)]
            let bytes = mutator.mutated(base, with: Array(other.prefix(4096)))
            guard isGood(bytes, mutator.cuts(of: bytes.count)) else { return }
        }
    }

    private struct RequestReading: Equatable {
        var seen: [RequestReader.Seen]
        var status: Int?
        var keepsAlive: Bool
    }

    private static func requestReading(_ bytes: [UInt8], _ cuts: [Int]) -> RequestReading {
        var reader = RequestReader()
        var start = 0
        for end in cuts + [bytes.count] {
            reader.took(bytes[start..<end])
            start = end
        }
        return RequestReading(seen: reader.seen, status: reader.refusal?.status, keepsAlive: reader.keepsAlive)
    }

    private struct ResponseReading: Equatable {
        var heads: [Int] = []
        var body: [UInt8] = []
        var isRefused = false
    }

    private static func responseReading(_ bytes: [UInt8], _ cuts: [Int]) -> ResponseReading {
        var reading = ResponseReading()
        var parser = ResponseParser()
        let limits = HTTPLimits()
        var decoder: BodyDecoder?
        var start = 0
        for end in cuts + [bytes.count] {
            bytes.withUnsafeBufferPointer { all in
                while decoder == nil, !reading.isRefused {
                    let head = UnsafeBufferPointer(rebasing: all[start..<end])
                    switch parser.parse(head.span, limits: limits, isHead: false) {
                    case .incomplete: return
                    case .refused: reading.isRefused = true
                    case .head(let length):
                        reading.heads.append(parser.status)
                        start += length
                        if parser.status >= 200 { decoder = BodyDecoder(parser.framing, limits: limits) }
                        parser.reset()
                    }
                }
                guard var body = decoder else { return }
                while !reading.isRefused, !body.isDone {
                    let step = body.next(UnsafeBufferPointer(rebasing: all[0..<end]).span, from: start)
                    switch step {
                    case .content(let range):
                        reading.body += all[range]
                        start = range.upperBound
                    case .more:
                        start = end
                        decoder = body
                        return
                    case .end(let place): start = place
                    case .refused: reading.isRefused = true
                    }
                }
                decoder = body
            }
        }
        return reading
    }
}
