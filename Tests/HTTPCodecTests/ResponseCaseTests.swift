import HTTPCodec
import Testing

/// The response cases: what a client, and so the relay, makes of an answer.
@Suite
struct ResponseCaseTests {
    @Test("an answer is read as its case says, however it arrives", arguments: Cases.responses)
    func response(_ test: Cases.Response) {
        for split in splits(of: test.octets.bytes.count) {
            let read = Self.read(test, split)
            let place = split.count > 3 ? "octets" : "\(split)"
            guard test.expect.outcome == "response" else {
                #expect(read == nil, "split \(place)")
                continue
            }
            guard let read else {
                Issue.record("refused, split \(place)")
                continue
            }
            #expect(read.status == test.expect.status, "split \(place)")
            if let body = test.expect.body { #expect(read.body == body.bytes, "split \(place)") }
            if let reusable = test.expect.reusable { #expect(read.reusable == reusable, "split \(place)") }
            if let interim = test.expect.interim { #expect(read.interim == interim, "split \(place)") }
        }
    }

    struct Read {
        var status = 0
        var body: [UInt8] = []
        var reusable = false
        var interim = 0
    }

    /// - Returns: `nil` for an answer that is refused or never whole.
    static func read(_ test: Cases.Response, _ split: [Int]) -> Read? {
        var read = Read()
        var parser = ResponseParser()
        var decoder: BodyDecoder?
        var buffer: [UInt8] = []
        var start = 0
        let octets = test.octets.bytes
        var isDone = false
        for end in split + [octets.count] {
            buffer += octets[start..<end]
            start = end
            while !isDone {
                if var body = decoder {
                    let step = buffer.withUnsafeBufferPointer { body.next($0.span, from: 0) }
                    decoder = body
                    switch step {
                    case .content(let range):
                        read.body += buffer[range]
                        buffer.removeFirst(range.upperBound)
                        continue
                    case .more: buffer.removeAll()
                    case .end(let at):
                        buffer.removeFirst(at)
                        isDone = true
                        continue
                    case .refused: return nil
                    }
                    break
                }
                guard !buffer.isEmpty else { break }
                let outcome = buffer.withUnsafeBufferPointer {
                    parser.parse($0.span, limits: HTTPLimits(), isHead: test.method == "HEAD")
                }
                switch outcome {
                case .incomplete: break
                case .refused: return nil
                case .head(let length):
                    buffer.removeFirst(length)
                    if parser.isInterim {
                        read.interim += 1
                        guard parser.status != 101, read.interim <= 8 else { return nil }
                        parser.reset()
                    } else {
                        read.status = parser.status
                        decoder = BodyDecoder(parser.framing, limits: HTTPLimits())
                    }
                    continue
                }
                break
            }
        }
        guard var decoder else { return nil }
        if !isDone {
            guard test.eof == true, decoder.ended() else { return nil }
        }
        read.reusable = parser.keepsAlive && buffer.isEmpty && test.requestUnfinished != true && test.eof != true
        return read
    }
}
