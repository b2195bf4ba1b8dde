/// Finds who answers a request.
struct RouteTable: Sendable {
    /// What a method and a path lead to.
    enum Match: Sendable {
        case route(Route, isHead: Bool)
        /// `OPTIONS`: the methods that the path has.
        case options(allow: String)
        /// The path has other methods.
        case methodNotAllowed(allow: String)
        case notFound
    }

    /// All of them, words before variables.
    let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
    }

    /// - Parameters:
    ///   - method: As it was sent; methods are case-sensitive (RFC 9110, section 9.1).
    ///   - path: `nil` for one that no route can have.
    func match(_ method: String, _ path: RequestPath?) -> Match {
        // The first template that fits: words stand before variables, so that they win.
        guard let path, let first = self.routes.firstIndex(where: { $0.matches(path) }) else { return .notFound }
        let template = self.routes[first].template
        for route in self.routes[first...] where route.method.rawValue == method && route.template == template {
            return .route(route, isHead: false)
        }
        let candidates = self.routes.filter { $0.template == template }
        if method == "HEAD", let route = candidates.first(where: { $0.method == .get }) {
            return .route(route, isHead: true)
        }
        let allow = Self.allow(candidates)
        return method == "OPTIONS" ? .options(allow: allow) : .methodNotAllowed(allow: allow)
    }

    private static func allow(_ routes: [Route]) -> String {
        var methods = routes.map(\.method.rawValue)
        if let index = methods.firstIndex(of: "GET") { methods.insert("HEAD", at: index + 1) }
        return (methods + ["OPTIONS"]).joined(separator: ",")
    }
}
