import Cluster
public import EventLoops
public import Forwarding
public import HTTPCodec
public import HTTPServer
import Handles

/// Where requests enter a node: decides by the head whose a request is, and gives it to the API or to the relay.
public struct Edge: HTTPService {
    let api: API
    let forwarder: Forwarder
    /// What a client's request may have; a verified hop's has what the entry node added (``HTTPLimits/withHop``).
    let limits: HTTPLimits

    /// Creates an edge.
    public init(_ api: API, forwarder: Forwarder, limits: HTTPLimits) {
        self.api = api
        self.forwarder = forwarder
        self.limits = limits
    }

    /// Decides what becomes of a request.
    public func decide(
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        peer: SocketAddress,
        on loop: isolated EventLoop
    ) -> HTTPDecision {
        let state = self.forwarder.state(on: loop)
        let entryRequest = EntryRequest(
            request,
            bytes.span,
            peer: peer.ip,
            clientAddressField: self.api.configuration.authentication.clientAddressField,
            verify: { (value, method, target) throws(Hop.Refusal) in
                try state.verify(value, method: method, requestTarget: target)
            }
        )
        let isHop = if case .verified = entryRequest.hop { true } else { false }
        guard isHop || request.fits(self.limits) else {
            return .refuse(Refusal(431, "the request's head is too large"))
        }
        let requestID = API.requestID(entryRequest.requestID)
        let begin = self.api.log.isOn(.debug) ? MonotonicClock.now() : 0
        switch self.api.entry(entryRequest, requestID: requestID, state.snapshot) {
        case .reply(let reply):
            self.log(entryRequest.method, nil, reply.status, requestID, nil, since: begin)
            return .answer(HTTPResponse(reply))
        case .here(let admitted):
            switch self.api.begin(admitted) {
            case .done(let reply):
                self.log(admitted, reply.status, since: begin)
                return .answer(HTTPResponse(reply))
            case .waiting(let work):
                return .handle { exchange, loop in
                    try await self.answer(admitted, by: work, exchange, since: begin, on: loop)
                }
            }
        case .forward(let handle, let member, let caller):
            let call = self.call(entryRequest, handle, member, caller, requestID, since: begin)
            return .takeOver(Relay(call, request, bytes, state))
        case .look(let handle, let caller):
            // Who owns it is known after a look; what goes on of the head is taken now.
            let unknown = MembershipSnapshot.Member(
                incarnation: handle.owner,
                record: nil,
                alive: nil,
                isRegistered: false
            )
            let call = self.call(entryRequest, handle, unknown, caller, requestID, since: begin)
            return .takeOver(
                LookedUpRelay(Relay(call, request, bytes, state)) {
                    await self.member(of: handle, requestID, state)
                }
            )
        }
    }

    /// The answer to what is refused before anybody has read it.
    public func answer(to refusal: Refusal) -> HTTPResponse {
        HTTPResponse(
            Reply(
                APIError(refusal.status, refusal.reason),
                node: self.api.surroundings.node()?.incarnation,
                requestID: API.requestID([])
            )
        )
    }

    /// Nothing: an answer's own fields say which node it comes from.
    public func appendCommonFields(to buffer: inout ByteBuffer) {}

    /// Finds a handle's owner by a fresh look.
    private func member(
        of handle: Handle,
        _ requestID: String,
        _ state: ForwarderLoop
    ) async -> Result<MembershipSnapshot.Member, LookedUpRelay.Refused> {
        if let reply = await self.api.look(for: handle, requestID: requestID) {
            return .failure(LookedUpRelay.Refused(response: HTTPResponse(reply)))
        }
        state.refresh()
        switch state.snapshot.standing(of: handle.owner) {
        case .registered(let member), .lost(let member): return .success(member)
        case .gone: return .failure(self.refused(APIError.gone(handle.owner.description), requestID))
        case .own, .notYetSeen:
            return .failure(self.refused(APIError(503, "the handle's node has just changed; try again"), requestID))
        }
    }

    private func refused(_ error: APIError, _ requestID: String) -> LookedUpRelay.Refused {
        LookedUpRelay.Refused(
            response: HTTPResponse(
                Reply(error, node: self.api.surroundings.node()?.incarnation, requestID: requestID)
            )
        )
    }

    private func call(
        _ request: EntryRequest,
        _ handle: Handle,
        _ member: MembershipSnapshot.Member,
        _ caller: Caller,
        _ requestID: String,
        since begin: Int64
    ) -> ForwardedCall {
        let isRead = request.method == "GET" || request.method == "HEAD"
        let movesCursor =
            request.method == "GET" && request.path.map { $0.has("rowset", at: 4) || $0.has("log", at: 4) } ?? false
        var call = ForwardedCall(
            member: member,
            user: caller.user,
            clientAddress: caller.clientAddress,
            requestID: requestID,
            isLong: request.method == "POST" && handle.kind == .session,
            isRepeatable: isRead && !movesCursor
        )
        if self.api.log.isOn(.debug) {
            call.ended = { status in
                self.log(request.method, nil, status, requestID, caller, since: begin, target: "\(handle.owner)")
            }
        }
        return call
    }

    func log(
        _ method: String,
        _ route: String?,
        _ status: Int,
        _ requestID: String,
        _ caller: Caller?,
        since begin: Int64,
        target: String? = nil
    ) {
        guard self.api.log.isOn(.debug) else { return }
        self.api.logRequest(
            method,
            route: route,
            status: status,
            took: .nanoseconds(MonotonicClock.now() - begin),
            requestID: requestID,
            caller: caller,
            target: target
        )
    }
}
