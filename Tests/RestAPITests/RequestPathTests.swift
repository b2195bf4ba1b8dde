import Handles
import Testing

@testable import RestAPI

@Suite("Paths and queries")
struct RequestPathTests {
    private func segments(_ path: String) -> [String]? {
        RequestPath(path.utf8.span).map { path in (0..<path.count).map { path.text($0) } }
    }

    @Test("a path is cut at its slashes, then each segment is decoded once")
    func segments() {
        #expect(self.segments("/") == [])
        #expect(self.segments("/api/v1/ping") == ["api", "v1", "ping"])
        #expect(self.segments("/api/v1/ping/") == ["api", "v1", "ping"])
        #expect(self.segments("/%61pi/a%2Fb/%2541") == ["api", "a/b", "%41"])
        #expect(self.segments("/a/..") == ["a", ".."])
        #expect(self.segments("/%C5%BE") == ["ž"])
    }

    @Test(
        "what no route can have is refused",
        arguments: [
            "", "api", "//api/v1", "/api//v1", "/api/v1//", "/a%", "/a%2", "/a%2x", "/a%00", "/a%0A", "/a%7F", "/%FF",
            "/%C2%80", "/1/2/3/4/5/6/7/8/9",
        ]
    )
    func refused(_ path: String) {
        #expect(self.segments(path) == nil)
    }

    @Test("a path's owner is that of the handle in it")
    func owner() throws {
        let key = try #require(HandleKey(bytes: Array(0..<16)))
        let other = try #require(HandleKey(bytes: Array(1..<17)))
        let session = key.issue(.session, by: Incarnation(rawValue: 7))
        let operation = key.issue(.operation, by: Incarnation(rawValue: 8))
        func owner(_ path: String) -> PathOwner? { RequestPath(path.utf8.span)?.owner(key) }

        #expect(owner("/api/v1/sessions/\(session)") == .handle(session))
        #expect(owner("/api/v1/sessions/\(session)/operations/statement") == .handle(session))
        #expect(owner("/api/v1/operations/\(operation.description.uppercased())/rowset") == .handle(operation))
        let encoded = session.description.replacing("-", with: "%2D")
        #expect(owner("/api/v1/sessions/\(encoded)") == .handle(session))
        for path in [
            "/", "/api/v1/sessions", "/api/v1/sessions/count", "/api/v1/sessions/execPool/statistic", "/x/y/z/u",
        ] {
            #expect(owner(path) == .anybody, "\(path)")
        }
        let foreign = other.issue(.session, by: Incarnation(rawValue: 7))
        for text in ["x", "1-1-1-1-1", "\(operation)", "\(foreign)", "\(session)0"] {
            #expect(owner("/api/v1/sessions/\(text)") == .nobody, "\(text)")
        }
    }

    @Test("a query's first value of a name counts")
    func query() throws {
        let query = RequestQuery(
            "maxrows=5&maxrows=6&x=&fetch%6frientation=FETCH%5FNEXT&y&z=a+b%2B&MAXROWS=9&&=1".utf8.span
        )
        #expect(try query.integer("maxrows") == 5)
        #expect(try query.integer("x") == nil)
        #expect(try query.integer("absent") == nil)
        #expect(query.string("fetchorientation") == "FETCH_NEXT")
        #expect(query.string("x")?.isEmpty == true)
        #expect(query.string("y")?.isEmpty == true)
        #expect(query.string("z") == "a b+")
        for wrong in ["n=x", "n=1.5", "n=2147483648", "n=%20"] {
            let query = RequestQuery(wrong.utf8.span)
            let error = #expect(throws: APIError.self) { try query.integer("n") }
            #expect(error?.status == 400)
            #expect(error?.message.contains("parameter n") == true)
        }
    }
}
