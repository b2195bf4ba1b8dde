import Cluster
import Handles
import Testing

@testable import RestAPI

@Suite("Routes")
struct RouteTests {
    private let handle = "/api/v1/sessions/00000000-0000-8000-8000-000000000000"

    private func allow(_ method: String, _ path: String) -> String? {
        switch RouteTable.all.match(method, RequestPath(path.utf8.span)) {
        case .methodNotAllowed(let allow), .options(let allow): allow
        case .route, .notFound: nil
        }
    }

    private func template(_ method: String, _ path: String) -> String? {
        if case .route(let route, _) = RouteTable.all.match(method, RequestPath(path.utf8.span)) {
            route.template
        } else {
            nil
        }
    }

    @Test("words win over variables, and a slash at the end does not matter")
    func words() {
        #expect(self.template("GET", "/api/v1/sessions/count") == "/api/v1/sessions/count")
        #expect(self.template("GET", "/api/v1/sessions/counts") == "/api/v1/sessions/{}")
        #expect(self.template("GET", "/api/v1/sessions/") == "/api/v1/sessions")
        #expect(self.template("DELETE", "/api/v1/sessions/count") == nil)
        #expect(self.allow("DELETE", "/api/v1/sessions/count") == "GET,HEAD,OPTIONS")
    }

    @Test("paths and methods are case-sensitive")
    func cases() {
        #expect(self.template("GET", "/api/v1/sessions/execpool/statistic") == nil)
        #expect(self.template("GET", "/API/v1/ping") == nil)
        #expect(self.template("get", "/api/v1/ping") == nil)
    }

    @Test("another method is told which there are")
    func methods() {
        #expect(self.allow("PATCH", "/api/v1/sessions") == "POST,GET,HEAD,OPTIONS")
        #expect(self.allow("OPTIONS", "/api/v1/sessions") == "POST,GET,HEAD,OPTIONS")
        #expect(self.allow("POST", self.handle) == "GET,HEAD,DELETE,OPTIONS")
        #expect(self.allow("GET", "\(self.handle)/operations/statement") == "POST,OPTIONS")
    }

    @Test("HEAD is GET where there is one")
    func head() {
        guard case .route(let route, let isHead) = RouteTable.all.match("HEAD", RequestPath("/api/v1/ping".utf8.span))
        else {
            Issue.record("HEAD has no route")
            return
        }
        #expect(isHead && route.method == .get)
        #expect(self.allow("HEAD", "\(self.handle)/operations/statement") == "POST,OPTIONS")
    }

    @Test("what has an effect that a repetition would have again is known")
    func effects() {
        for (method, path) in [
            ("POST", "/api/v1/sessions"), ("GET", "/api/v1/operations/x/rowset"), ("GET", "/api/v1/operations/x/log"),
            ("PUT", "/api/v1/operations/x"), ("DELETE", self.handle),
        ] {
            guard case .route(let route, _) = RouteTable.all.match(method, RequestPath(path.utf8.span)) else {
                Issue.record("\(method) \(path) has no route")
                continue
            }
            #expect(route.movesSomething)
        }
        guard case .route(let route, _) = RouteTable.all.match("GET", RequestPath(self.handle.utf8.span)) else {
            return
        }
        #expect(!route.movesSomething)
    }

    @Test("a body must be JSON, whatever the letters of its type")
    func bodies() {
        for type in ["application/json", "Application/JSON; charset=\"utf-8\"", "application/json;charset=utf-8"] {
            #expect(MediaType.isJSON([type]))
        }
        for types in [
            [], ["text/json"], ["application/vnd.x+json"], ["text/plain"], [""], ["application/json", "text/plain"],
        ] {
            #expect(!MediaType.isJSON(types))
        }
    }

    @Test("the most exact range of Accept decides")
    func accept() {
        let json = "application/json"
        for accept in [
            [], ["*/*"], ["application/*"], ["text/html, application/json;q=0.1"], ["application/JSON"], [""],
        ] {
            #expect(MediaType.isAccepted(json, accept), "\(accept)")
        }
        for accept in [["text/html"], ["application/json;q=0, */*"], ["text/*", "image/png"]] {
            #expect(!MediaType.isAccepted(json, accept), "\(accept)")
        }
    }
}
