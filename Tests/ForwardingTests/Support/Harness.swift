import Cluster
import EventLoops
import Forwarding
import HTTPClient
import HTTPCodec
import HTTPServer
import Handles
import SocketTestKit
import Synchronization

/// A node of which only the forwarding is real: it sends every request on to node 2.
final class TestEntry: Sendable {
    let port: UInt16
    let forwarder: Forwarder
    let key: HopKey
    private let snapshot: SnapshotBox
    private let statuses: Statuses

    fileprivate init(_ port: UInt16, _ service: EntryService) {
        self.port = port
        self.forwarder = service.forwarder
        self.key = service.key
        self.snapshot = service.snapshot
        self.statuses = service.statuses
    }

    /// What clients got, as the entry node was told.
    var ended: [Int] { self.statuses.value.withLock { $0 } }

    func client() -> RawSocket { RawSocket(port: self.port) }

    /// Sends one request on a connection of its own.
    func ask(_ request: String) -> String? {
        let client = self.client()
        client.send(request)
        return client.readMessage()
    }

    /// Node 2 is gone, as the cluster says; the forwarder hears of it only where told.
    func bury(telling isTold: Bool = true) {
        let snapshot = self.snapshot.value.withLock { snapshot in
            snapshot.members[.owner] = nil
            return snapshot
        }
        if isTold { self.forwarder.snapshotChanged(snapshot) }
    }
}

final class SnapshotBox: Sendable {
    let value: Mutex<MembershipSnapshot>

    init(_ snapshot: MembershipSnapshot) {
        self.value = Mutex(snapshot)
    }
}

final class Statuses: Sendable {
    let value = Mutex<[Int]>([])
}

/// By the path: `/long...` waits as long as it takes, `/rowset...` moves a cursor.
struct EntryService: HTTPService {
    let forwarder: Forwarder
    let key: HopKey
    let snapshot: SnapshotBox
    let statuses = Statuses()

    init(
        _ members: [MembershipSnapshot.Member],
        _ configuration: Forwarder.Configuration,
        _ client: HTTPClient.Configuration,
        _ group: EventLoopGroup
    ) {
        let key = ClusterIdentity(secret: .random()).hopKey
        let box = SnapshotBox(
            MembershipSnapshot(
                own: .entry,
                members: Dictionary(uniqueKeysWithValues: members.map { ($0.incarnation, $0) }),
                highestListed: Incarnation(rawValue: 100)
            )
        )
        self.key = key
        self.snapshot = box
        self.forwarder = Forwarder(
            configuration,
            surroundings: Forwarder.Surroundings(
                hopKey: { key },
                snapshot: { box.value.withLock { $0 } },
                standing: { incarnation in box.value.withLock { $0.standing(of: incarnation) } },
                answer: { failure, requestID in Self.answer(to: failure, requestID) }
            ),
            client: HTTPClient(client),
            group: group
        )
    }

    private static func answer(to failure: RelayFailure, _ requestID: String) -> HTTPResponse {
        let (status, name) =
            switch failure {
            case .unreachable: (503, "unreachable")
            case .notThere: (503, "notThere")
            case .outcomeUnknown: (504, "outcomeUnknown")
            case .tooSlow: (504, "tooSlow")
            case .badAnswer: (502, "badAnswer")
            case .broken: (502, "broken")
            case .gone(let incarnation): (410, "gone \(incarnation)")
            }
        return HTTPResponse(status: status, body: Array("\(name) of \(requestID)".utf8))
    }

    func decide(
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        peer: SocketAddress,
        on loop: isolated EventLoop
    ) -> HTTPDecision {
        let state = self.forwarder.state(on: loop)
        let method = String(decoding: bytes[request.methodRange], as: UTF8.self)
        let path = String(decoding: bytes[request.targetRange], as: UTF8.self)
        guard let member = self.snapshot.value.withLock({ $0.members[.owner] }) else {
            return .answer(HTTPResponse(status: 410))
        }
        let statuses = self.statuses
        let call = ForwardedCall(
            member: member,
            user: "zoë",
            clientAddress: peer.ip,
            requestID: "request-1",
            isLong: path.hasPrefix("/long"),
            isRepeatable: method == "GET" && !path.hasPrefix("/rowset"),
            ended: { status in statuses.value.withLock { $0.append(status) } }
        )
        return .takeOver(Relay(call, request, bytes, state))
    }

    func answer(to refusal: Refusal) -> HTTPResponse {
        HTTPResponse(status: refusal.status, body: Array(refusal.reason.utf8))
    }

    func appendCommonFields(to buffer: inout ByteBuffer) {}
}

extension Incarnation {
    /// The entry node.
    static let entry = Incarnation(rawValue: 1)
    /// The node that it sends requests on to.
    static let owner = Incarnation(rawValue: 2)
}

func member(_ incarnation: Incarnation, port: UInt16, host: String = "127.0.0.1") -> MembershipSnapshot.Member {
    MembershipSnapshot.Member(
        incarnation: incarnation,
        record: NodeRecord(
            name: "node-\(incarnation)",
            guid: "guid-\(incarnation)",
            host: host,
            port: Int(port),
            version: "test",
            startTime: 0
        ),
        alive: nil,
        isRegistered: true
    )
}

/// Runs a body with an entry node, on one loop, between clients and owners.
func withEntry(
    _ members: [MembershipSnapshot.Member],
    _ change: (inout Forwarder.Configuration, inout HTTPClient.Configuration) -> Void = { _, _ in },
    _ body: (TestEntry) async throws -> Void
) async throws {
    try await withLoops { group in
        var configuration = Forwarder.Configuration()
        var client = HTTPClient.Configuration()
        change(&configuration, &client)
        let service = EntryService(members, configuration, client, group)
        var limits = HTTPServer.Configuration()
        limits.limits.body = 100 << 20
        let server = HTTPServer(group: group, configuration: limits, service: service) { _ in }
        do {
            let port = try server.listen(on: .loopback(port: 0)).port
            try await body(TestEntry(port, service))
        } catch {
            await server.shutDown(timeout: .zero)
            throw error
        }
        await server.shutDown(timeout: .zero)
    }
}
