import Handles

/// A response, but for how its body is framed.
struct Reply {
    let status: Int
    var fields: [(name: String, value: String)]
    let body: Answer.Body

    /// The field that names the incarnation that answered.
    static let nodeField = "Torii-Node"
    /// The field by which a request is followed through the nodes.
    static let requestIDField = "X-Request-Id"

    /// A successful answer.
    init(_ answer: Answer, node: Incarnation?, requestID: String) {
        self.init(200, answer.contentType, answer.body, node: node, requestID: requestID)
        self.fields += answer.fields
    }

    /// A failure.
    init(_ error: APIError, node: Incarnation?, requestID: String) {
        // Where nobody expects the failure, it can be looked up by its request.
        let body = error.body(requestID: error.status == 500 ? requestID : nil)
        self.init(error.status, "application/json", .whole(body), node: node, requestID: requestID)
        if let seconds = error.retryAfter { self.fields.append(("Retry-After", String(seconds))) }
        if let allow = error.allow { self.fields.append(("Allow", allow)) }
        if error.status == 401 { self.fields.append(("WWW-Authenticate", "Basic realm=\"kyuubi\"")) }
    }

    /// The methods of a path.
    init(options allow: String, node: Incarnation?, requestID: String) {
        self.init(200, nil, .whole([]), node: node, requestID: requestID)
        self.fields.append(("Allow", allow))
    }

    /// Look elsewhere.
    init(redirect location: String, node: Incarnation?, requestID: String) {
        self.init(302, nil, .whole([]), node: node, requestID: requestID)
        self.fields.append(("Location", location))
    }

    private init(_ status: Int, _ contentType: String?, _ body: Answer.Body, node: Incarnation?, requestID: String) {
        self.status = status
        self.body = body
        self.fields = []
        self.fields.reserveCapacity(4)
        if let contentType { self.fields.append(("Content-Type", contentType)) }
        if let node { self.fields.append((Self.nodeField, node.description)) }
        self.fields.append((Self.requestIDField, requestID))
    }
}
