import Cluster
import HTTPCodec
import Handles
import Testing

@testable import RestAPI

@Suite("What the edge takes from a head")
struct HeadTests {
    private func request(
        _ head: String,
        verify: (String, String, String) throws(Hop.Refusal) -> Hop = { _, _, _ throws(Hop.Refusal) in throw .malformed
        }
    ) throws -> EntryRequest {
        let bytes = Array(head.utf8)
        var parser = RequestParser()
        guard case .head = parser.parse(bytes.span, limits: HTTPLimits()) else {
            Issue.record("the head is not read")
            throw APIError.notFound
        }
        return EntryRequest(
            parser,
            bytes.span,
            peer: "127.0.0.1",
            clientAddressField: "X-Real-IP",
            verify: { value, method, target throws(Hop.Refusal) in
                func text(_ bytes: Span<UInt8>) -> String {
                    bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
                }
                return try verify(text(value), text(method), text(target))
            }
        )
    }

    @Test("path, query and the fields that count, whatever the letters of their names")
    func fields() throws {
        let request = try self.request(
            "POST /api/v1/sessions/?scope=local HTTP/1.1\r\nHost: a\r\nx-real-ip: 203.0.113.7\r\nACCEPT: */*\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\nAuthorization: Basic a3l1dWJp\r\n"
                + "X-Request-Id: r-9\r\n\r\n"
        )
        #expect(request.method == "POST")
        #expect(request.path.map { ($0.count, $0.text(2)) } ?? (0, "") == (3, "sessions"))
        #expect(request.query.string("scope") == "local")
        #expect(request.clientAddress == ["203.0.113.7"])
        #expect(request.accept == ["*/*"])
        #expect(request.contentType == ["application/json"])
        #expect(request.authorization == ["Basic a3l1dWJp"])
        #expect(request.requestID == ["r-9"])
        #expect(request.hasBody)
    }

    @Test("a target with scheme and authority has the path behind them")
    func absolute() throws {
        let request = try self.request("GET http://a:1/api/v1/ping?x=1 HTTP/1.1\r\nHost: a:1\r\n\r\n")
        #expect(request.path?.text(2) == "ping" && request.query.string("x") == "1" && !request.hasBody)
        #expect(try self.request("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n").path?.count == 0)
        #expect(try self.request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").path == nil)
    }

    @Test("a body without bytes is none")
    func emptyBody() throws {
        #expect(try !self.request("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").hasBody)
        #expect(try self.request("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").hasBody)
    }

    @Test("a hop is checked against method and target as they came")
    func hop() throws {
        let hop = Hop(
            source: Incarnation(rawValue: 1),
            loop: 0,
            target: Incarnation(rawValue: 2),
            number: 1,
            user: "ann",
            clientAddress: "10.0.0.1"
        )
        let request = try self.request("GET /a?b=%41 HTTP/1.1\r\nHost: a\r\nTorii-Hop: x\r\n\r\n") {
            value,
            method,
            target throws(Hop.Refusal) in
            guard (value, method, target) == ("x", "GET", "/a?b=%41") else { throw .badSignature }
            return hop
        }
        guard case .verified(hop) = request.hop else {
            Issue.record("the hop is not verified")
            return
        }
        let refused = try self.request("GET /a HTTP/1.1\r\nHost: a\r\nTorii-Hop: x\r\n\r\n")
        guard case .refused(.malformed) = refused.hop else {
            Issue.record("the hop is not refused")
            return
        }
        let doubled = try self.request("GET /a HTTP/1.1\r\nHost: a\r\nTorii-Hop: x\r\nTorii-Hop: x\r\n\r\n") {
            _,
            _,
            _ throws(Hop.Refusal) in hop
        }
        guard case .none = doubled.hop else {
            Issue.record("one of two hops is believed")
            return
        }
    }
}
