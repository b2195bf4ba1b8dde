import Cluster
import Handles

extension API {
    /// Decides what becomes of a request: who asks, whose the path is, who answers. Reads no body and waits for nothing.
    ///
    /// - Parameter snapshot: Who is in the cluster, where the caller has a copy at hand.
    func entry(_ request: EntryRequest, requestID: String, _ snapshot: MembershipSnapshot? = nil) -> Entry {
        let node = self.surroundings.node()
        do {
            return try self.decide(request, node, requestID: requestID, snapshot)
        } catch {
            return .reply(Reply(error, node: node?.incarnation, requestID: requestID))
        }
    }

    /// What a request is called: what its sender says, where that is fit to be written down, else a new name.
    static func requestID(_ told: [String]) -> String {
        if told.count == 1, let name = told.first, (1...64).contains(name.utf8.count),
            name.utf8.allSatisfy({ Self.isFitForName($0) })
        {
            return name
        }
        return RequestNames.next()
    }

    private static func isFitForName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private func decide(
        _ request: EntryRequest,
        _ node: LocalNode?,
        requestID: String,
        _ snapshot: MembershipSnapshot?
    ) throws(APIError) -> Entry {
        guard let path = request.path else { throw APIError.notFound }
        let owner = node.map { path.owner($0.key) } ?? .anybody
        if case .handle(let handle) = owner, handle.owner != node?.incarnation, request.method != "OPTIONS" {
            // The owner knows what it has at the path.
            let hop = try Self.hop(of: request)
            return try self.elsewhere(
                handle,
                try self.caller(of: request, hop),
                isHop: hop != nil,
                snapshot ?? self.surroundings.snapshot()
            )
        }
        if path.count == 1, path.has("api", at: 0), !path.endsWithSlash {
            // As Kyuubi's container does (contract, section 1.1).
            return .reply(Reply(redirect: "/api/", node: node?.incarnation, requestID: requestID))
        }
        let match = RouteTable.all.match(request.method, path)
        if case .route(let route, let isHead) = match, route.access == .open {
            let caller = Caller(user: Authentication.anonymous, clientAddress: request.peer)
            return .here(
                try AdmittedRequest(
                    request,
                    route,
                    path,
                    isHead: isHead,
                    caller,
                    nil,
                    requestID,
                    node,
                    needsLease: false
                )
            )
        }
        let hop = try Self.hop(of: request)
        guard let node else { throw APIError(503, "this node is not registered in its cluster yet") }
        if case .options(let allow) = match {
            return .reply(Reply(options: allow, node: node.incarnation, requestID: requestID))
        }
        let caller = try self.caller(of: request, hop)
        switch match {
        case .notFound: throw APIError.notFound
        case .options(let allow), .methodNotAllowed(let allow): throw APIError.methodNotAllowed(allow)
        case .route(let route, let isHead):
            guard route.access != .node || hop != nil else { throw APIError.notFound }
            // To open a session is to speak for it from then on.
            let needsLease = owner != .anybody || route.method == .post && route.access == .authenticated
            if needsLease, owner != .nobody, !self.surroundings.mayServe() { throw APIError.noLease }
            return .here(
                try AdmittedRequest(
                    request,
                    route,
                    path,
                    isHead: isHead,
                    caller,
                    hop,
                    requestID,
                    node,
                    needsLease: needsLease
                )
            )
        }
    }

    private static func hop(of request: EntryRequest) throws(APIError) -> Hop? {
        switch request.hop {
        case .none, .refused(.malformed), .refused(.badSignature): nil
        case .verified(let hop): hop
        case .refused(.otherIncarnation): throw APIError(421, "this node is not the incarnation that was meant")
        case .refused(.senderGone), .refused(.replayed): throw APIError(421, "this hop does not count any more")
        }
    }

    private func caller(of request: EntryRequest, _ hop: Hop?) throws(APIError) -> Caller {
        if let hop { return Caller(user: hop.user, clientAddress: hop.clientAddress) }
        return try self.configuration.authentication.caller(
            authorization: request.authorization,
            clientAddress: request.clientAddress,
            peer: request.peer
        )
    }

    /// A handle of another incarnation.
    private func elsewhere(
        _ handle: Handle,
        _ caller: Caller,
        isHop: Bool,
        _ snapshot: MembershipSnapshot
    ) throws(APIError) -> Entry {
        // One hop, never two: the sender thought that the handle is this node's.
        if isHop {
            self.log.error("forwarded request would be forwarded again", [.target: "\(handle.owner)"])
            throw APIError(508, "a forwarded request came to a node that would have to forward it again")
        }
        return switch snapshot.standing(of: handle.owner) {
        case .own: throw APIError(503, "this node has just become another incarnation")
        case .registered(let member), .lost(let member): .forward(handle, member, caller)
        case .gone: throw APIError.gone(handle.owner.description)
        case .notYetSeen: .look(handle, caller)
        }
    }
}
