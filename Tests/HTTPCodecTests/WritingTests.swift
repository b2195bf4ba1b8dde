import HTTPCodec
import Testing

/// What is written is read again, and the buffer that it is written to.
@Suite
struct WritingTests {
    @Test("the reader reads what the writer writes")
    func roundTrip() {
        var buffer = ByteBuffer()
        buffer.append(statusLine: 503)
        buffer.append(field: "Retry-After", "2")
        buffer.append(field: "Transfer-Encoding", "chunked")
        buffer.append("\r\n")
        let chunks = [1, 15, 16, 4095, 70_000].map { [UInt8](repeating: UInt8($0 & 0xFF), count: $0) }
        for chunk in chunks {
            chunk.withUnsafeBufferPointer { buffer.append(chunk: $0) }
        }
        buffer.append(chunk: UnsafeBufferPointer(start: nil, count: 0))
        buffer.appendLastChunk()
        let bytes = Array(buffer.bytes)
        bytes.withUnsafeBufferPointer { bytes in
            var parser = ResponseParser()
            guard case .head(let length) = parser.parse(bytes.span, limits: HTTPLimits(), isHead: false) else {
                Issue.record("no head")
                return
            }
            #expect(parser.status == 503)
            #expect(parser.fields.map(\.name) == [.retryAfter, .transferEncoding])
            var decoder = BodyDecoder(parser.framing, limits: HTTPLimits())
            var body: [UInt8] = []
            var at = length
            while case .content(let range) = decoder.next(bytes.span, from: at) {
                body += bytes[range]
                at = range.upperBound
            }
            #expect(decoder.isDone)
            #expect(body == chunks.flatMap { $0 })
        }
    }

    @Test("a field cannot begin a new line by its name or its value")
    func noInjection() {
        var buffer = ByteBuffer()
        buffer.append(field: "X-A\r\nX-B", "1\r\nX-C: 2")
        #expect(Array(buffer.bytes) == Array("X-AX-B: 1X-C: 2\r\n".utf8))
    }

    @Test("numbers are written in full", arguments: [0, 9, 10, 99, 100, Int.max, Int.min, -1])
    func decimal(_ number: Int) {
        var buffer = ByteBuffer()
        buffer.append(decimal: number)
        #expect(Array(buffer.bytes) == Array(String(number).utf8))
    }

    @Test("a buffer that is never quite empty does not grow with what passes through it")
    func steadyMemory() {
        var buffer = ByteBuffer()
        let piece = [UInt8](repeating: 7, count: 1000)
        buffer.append(piece)
        for _ in 0..<2000 {
            buffer.append(piece)
            buffer.consume(1000)
        }
        #expect(buffer.count == 1000)
        #expect(buffer.memory <= 8192)
    }
}
