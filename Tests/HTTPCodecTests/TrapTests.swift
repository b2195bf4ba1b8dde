import HTTPCodec
import Testing

/// What other implementations were once caught by.
@Suite
struct TrapTests {
    private static let head = "POST / HTTP/1.1\r\nHost: a\r\n"
    private static let next = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    private func reading(_ text: String) -> RequestReader {
        var reader = RequestReader()
        reader.took(Array(text.utf8))
        return reader
    }

    @Test(
        "a chunked body that two readers could take in two ways is refused",
        arguments: [
            "5\r\nhelloXX0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "1\r0\r\nx\r\n", "5\nhello\r\n0\r\n\r\n",
            "5;a=b\nhello\r\n0\r\n\r\n",
            "5;a=\"b\n\"\r\nhello\r\n0\r\n\r\n", "10000000000000000\r\nx\r\n",
            "10000000000000005\r\nhello\r\n0\r\n\r\n",
            "+5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n",
            "5 \r\nhello\r\n0\r\n\r\n",
        ]
    )
    func chunks(_ body: String) {
        let reader = self.reading(Self.head + "Transfer-Encoding: chunked\r\n\r\n" + body + Self.next)
        #expect(reader.refusal?.status == 400)
        #expect(reader.seen.isEmpty)
    }

    @Test(
        "framing fields that two readers could take in two ways are refused",
        arguments: [
            "Content-Length: 4\r\nContent-Length:\r\n", "Content-Length:\r\nContent-Length: 4\r\n", ": x\r\n",
            "Content-Length: +4\r\n", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "Content-Length: 18446744073709551620\r\n",
        ]
    )
    func framing(_ fields: String) {
        let reader = self.reading(Self.head + fields + "\r\nbody" + Self.next)
        #expect(reader.refusal?.status == 400)
        #expect(reader.seen.isEmpty)
    }

    @Test("two Transfer-Encodings are refused")
    func twoCodings() {
        let fields = "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"
        let status = self.reading(Self.head + fields + "0\r\n\r\n").refusal?.status
        #expect(status == 400 || status == 501)
    }

    @Test("a chunk of 2^32 + 5 bytes is not taken for one of 5")
    func chunkPast32Bits() {
        let reader = self.reading(
            Self.head + "Transfer-Encoding: chunked\r\n\r\n100000005\r\nhello\r\n0\r\n\r\n" + Self.next
        )
        #expect(reader.seen.isEmpty)
        #expect(reader.refusal?.status == 413)
    }

    @Test("half a million tiny fields, sent slowly, are refused at the hundred and first")
    func tinyFields() {
        var parser = RequestParser()
        var bytes = Array((Self.head).utf8)
        var outcome = HeadOutcome.incomplete
        var sent = 1
        while case .incomplete = outcome, sent < 500_000 {
            bytes += Array("a:\r\n".utf8)
            sent += 1
            outcome = bytes.withUnsafeBufferPointer { parser.parse($0.span, limits: HTTPLimits()) }
        }
        guard case .refused(let refusal) = outcome else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.status == 431)
        #expect(sent == 101)
    }

    @Test("a request right behind a chunked body in one read is answered")
    func requestBehindChunks() {
        let reader = self.reading(
            Self.head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        #expect(reader.seen.map(\.target) == ["/", "/next"])
    }

    @Test("a good request is kept where garbage stands behind it")
    func garbageBehind() {
        let reader = self.reading("GET / HTTP/1.1\r\nHost: a\r\n\r\n\u{1}garbage\r\n\r\n")
        #expect(reader.seen.count == 1)
        #expect(reader.refusal?.status == 400)
    }

    @Test("a field named by Connection is noted, an empty Connection line before it or not")
    func connectionNames() {
        var parser = RequestParser()
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nConnection:\r\nConnection: x-a\r\nX-A: 1\r\n\r\n".utf8)
        _ = bytes.withUnsafeBufferPointer { parser.parse($0.span, limits: HTTPLimits()) }
        #expect(parser.connectionNamesFields)
    }

    @Test(
        "an answer without a body ends with its head, whatever its fields say",
        arguments: [
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true),
            ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false),
        ]
    )
    func noBody(_ text: String, _ isHead: Bool) {
        var parser = ResponseParser()
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBufferPointer { parser.parse($0.span, limits: HTTPLimits(), isHead: isHead) }
        #expect(parser.framing == .none)
        #expect(parser.keepsAlive)
    }
}
