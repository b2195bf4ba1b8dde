import Cluster

/// A request that this node answers. Handed on as one reference: the path of every call goes through it several times.
final class AdmittedRequest: Sendable {
    /// As it was sent.
    let method: String
    let route: Route
    let path: RequestPath
    let query: RequestQuery
    let isHead: Bool
    let caller: Caller
    /// The verified hop that it came by; `nil` where a client sent it.
    let hop: Hop?
    let requestID: String
    /// `nil` before the node has registered.
    let node: LocalNode?
    /// Whether it may be answered only while the node may speak for its sessions.
    let needsLease: Bool

    /// Admits a request to a route.
    ///
    /// - Throws: ``APIError``: its content cannot be read (415), or its client does not take the answer (406).
    init(
        _ request: EntryRequest,
        _ route: Route,
        _ path: RequestPath,
        isHead: Bool,
        _ caller: Caller,
        _ hop: Hop?,
        _ requestID: String,
        _ node: LocalNode?,
        needsLease: Bool
    ) throws(APIError) {
        // Without a body its type says nothing.
        if request.hasBody, !MediaType.isJSON(request.contentType) { throw APIError.unsupportedMediaType }
        guard MediaType.isAccepted(route.produces, request.accept) else { throw APIError.notAcceptable }
        self.method = request.method
        self.route = route
        self.path = path
        self.query = request.query
        self.isHead = isHead
        self.caller = caller
        self.hop = hop
        self.requestID = requestID
        self.node = node
        self.needsLease = needsLease
    }
}
