import Cluster
import EventLoops
import Forwarding
import HTTPClient
import HTTPCodec
import HTTPServer
import Handles

/// Sends every request on to one owner, as a node does with a handle that is not its own.
struct RelayService: HTTPService {
    private let forwarder: Forwarder
    private let owner: MembershipSnapshot.Member

    init(ownerPort: UInt16, group: EventLoopGroup) {
        let own = Incarnation(rawValue: 1)
        let owner = MembershipSnapshot.Member(
            incarnation: Incarnation(rawValue: 2),
            record: NodeRecord(
                name: "owner",
                guid: "owner",
                host: "127.0.0.1",
                port: Int(ownerPort),
                version: "test",
                startTime: 0
            ),
            alive: nil,
            isRegistered: true
        )
        let snapshot = MembershipSnapshot(
            own: own,
            members: [owner.incarnation: owner],
            highestListed: owner.incarnation
        )
        let key = ClusterIdentity(secret: .random()).hopKey
        self.owner = owner
        self.forwarder = Forwarder(
            surroundings: Forwarder.Surroundings(
                hopKey: { key },
                snapshot: { snapshot },
                standing: { snapshot.standing(of: $0) },
                answer: { failure, _ in
                    switch failure {
                    case .unreachable, .notThere: Self.refusal(503, "\(failure)")
                    case .outcomeUnknown, .tooSlow: Self.refusal(504, "\(failure)")
                    case .badAnswer, .broken: Self.refusal(502, "\(failure)")
                    case .gone: Self.refusal(410, "\(failure)")
                    }
                }
            ),
            client: HTTPClient(),
            group: group
        )
    }

    func decide(
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        peer: SocketAddress,
        on loop: isolated EventLoop
    ) -> HTTPDecision {
        let method = String(decoding: bytes[request.methodRange], as: UTF8.self)
        let call = ForwardedCall(
            member: self.owner,
            user: "anonymous",
            clientAddress: peer.ip,
            requestID: "0123456789abcdef",
            isLong: false,
            isRepeatable: method == "GET" || method == "HEAD"
        )
        return .takeOver(Relay(call, request, bytes, self.forwarder.state(on: loop)))
    }

    func answer(to refusal: Refusal) -> HTTPResponse {
        Self.refusal(refusal.status, refusal.reason)
    }

    func appendCommonFields(to buffer: inout ByteBuffer) {}

    private static func refusal(_ status: Int, _ reason: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            contentType: "application/json",
            body: Array("{\"message\":\"\(reason.replacing("\"", with: "'"))\"}".utf8)
        )
    }
}
