import DuckDBEngine
import Engines
import Foundation
import Handles
import Logging
import Sessions
import Synchronization
import Testing

@testable import Cluster
@testable import RestAPI

/// A node with a real engine in memory, called without a network.
final class Gateway: Sendable {
    /// A response, its body whole.
    struct Response {
        var status: Int
        var fields: [String: String]
        var text: String
        /// How many pieces the body came in.
        var pieces: Int

        /// The body as JSON.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(self.text.utf8))) as? [String: Any] ?? [:]
        }

        /// The body as a JSON array of objects.
        var list: [[String: Any]] {
            (try? JSONSerialization.jsonObject(with: Data(self.text.utf8))) as? [[String: Any]] ?? []
        }

        var message: String {
            self.json["message"] as? String ?? ""
        }

        var identifier: String {
            self.json["identifier"] as? String ?? ""
        }
    }

    /// What a test decides about the cluster around the node.
    struct World {
        var mayServe = true
        var isReady = true
        var isRegistered = true
        var snapshot = MembershipSnapshot()
        /// What the next bodies of other nodes are.
        var peers = PeerAnswers()
        /// What was asked of them.
        var asked: [String] = []
        /// Whether the lease is lost as soon as it was looked at once.
        var losesLease = false
        var looks = 0
    }

    private struct Peers: PeerQuestions {
        let world: @Sendable (@Sendable (inout World) -> PeerAnswers) -> PeerAnswers

        func ask(_ target: String, for caller: Caller, requestID: String) async -> PeerAnswers {
            self.world {
                $0.asked.append(target)
                return $0.peers
            }
        }

        func answer(_ question: PeerQuestion, _ hop: Hop, body: [UInt8]) async -> PeerReply {
            PeerReply(body: Array("{}".utf8), fields: ["Torii-Hop-Answer": "signed"])
        }
    }

    static let own = Incarnation(rawValue: 5)
    /// A statement that ends only when it is stopped, and takes little memory until then.
    static let endless = "select sum(a.i + b.i + c.i) from range(100000) a(i), range(100000) b(i), range(100000) c(i)"

    /// What a test decides about the node itself.
    struct Setup {
        var sessions: SessionManager.Configuration
        var pool = ExecutionPool.Configuration()
        var time = TimeSource.system
        var redaction = Redaction()
        /// Puts something before the real engine.
        var engine: @Sendable (any Engine) -> any Engine = { $0 }
    }

    let key: HandleKey
    let sessions: SessionManager
    private let redaction: Redaction
    let world = Mutex(World())

    private init(_ configure: (inout Setup) -> Void) throws {
        let key = try #require(HandleKey(bytes: Array(0..<16)))
        let library = try DuckDBLibrary.load(Self.library)
        var configuration = SessionManager.Configuration(instance: "gate.test:10099", serverAddress: "10.0.0.7")
        configuration.resultDirectory = FileManager.default.temporaryDirectory.path
        configuration.fetchMaxRows = 100_000
        var setup = Setup(sessions: configuration)
        configure(&setup)
        let pool = ExecutionPool(setup.pool)
        let engine = setup.engine
        self.key = key
        self.redaction = setup.redaction
        self.sessions = SessionManager(
            setup.sessions,
            engines: EngineDirectory(EngineDirectory.Configuration()) { _ in
                engine(
                    try await DuckDBEngine.open(
                        DuckDBEngine.Configuration(id: "test", threads: 1, memoryLimit: "256MB"),
                        library: library,
                        pool: pool
                    )
                )
            },
            resultPool: ExecutionPool(),
            executionPool: pool,
            time: setup.time,
            makeHandle: { key.issue($0, by: Self.own) }
        )
    }

    private static var library: String {
        if let path = ProcessInfo.processInfo.environment["TORII_DUCKDB_LIBRARY"], !path.isEmpty { return path }
        return URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("var/lib/libduckdb.so").path
    }

    /// Runs a test with a node that is stopped afterwards.
    static func with(
        _ configure: (inout Setup) -> Void = { _ in },
        _ body: (Gateway) async throws -> Void
    ) async throws {
        let gateway = try Gateway(configure)
        let work = Task { await gateway.sessions.run() }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(gateway))
        } catch {
            outcome = .failure(error)
        }
        work.cancel()
        await work.value
        try outcome.get()
    }

    var api: API {
        var configuration = API.Configuration(version: "1.2.3")
        configuration.bodyLimit = 1 << 20
        configuration.redaction = self.redaction
        return API(
            configuration,
            API.Surroundings(
                node: {
                    self.world.withLock { $0.isRegistered }
                        ? LocalNode(incarnation: Self.own, key: self.key, sessions: self.sessions) : nil
                },
                snapshot: { self.world.withLock { $0.snapshot } },
                standing: { incarnation in self.world.withLock { $0.snapshot.standing(of: incarnation) } },
                mayServe: {
                    self.world.withLock { world in
                        world.looks += 1
                        return world.mayServe && !(world.losesLease && world.looks > 1)
                    }
                },
                isReady: { self.world.withLock { $0.isReady } },
                health: {
                    Membership.Health(
                        own: Self.own,
                        highestListed: Self.own,
                        isRegistered: true,
                        isInContact: true,
                        contactAge: .milliseconds(12),
                        servesFor: .seconds(5)
                    )
                }
            ),
            peers: Peers { change in self.world.withLock { change(&$0) } },
            log: .disabled
        )
    }

    /// What becomes of a request.
    func entry(
        _ method: String,
        _ target: String,
        body: String? = nil,
        configure: (inout EntryRequest) -> Void = { _ in }
    ) -> Entry {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = String(parts.count > 1 ? parts[1] : "")
        var request = EntryRequest(
            method: method,
            path: RequestPath(String(parts[0]).utf8.span),
            query: RequestQuery(query.utf8.span),
            peer: "10.9.9.9"
        )
        if let body {
            request.hasBody = !body.isEmpty
            request.contentType = ["application/json"]
        }
        configure(&request)
        return self.api.entry(request, requestID: "r-1")
    }

    /// Makes a call that this node answers.
    func call(
        _ method: String,
        _ target: String,
        body: String? = nil,
        configure: (inout EntryRequest) -> Void = { _ in }
    ) async throws -> Response {
        let reply: Reply
        switch self.entry(method, target, body: body, configure: configure) {
        case .here(let request):
            switch self.api.begin(request) {
            case .done(let answer): reply = answer
            case .waiting(let work):
                reply = try await self.api.reply(to: request, by: work) { limit in
                    let bytes = Array((body ?? "").utf8)
                    guard bytes.count <= limit else { throw APIError(413, "the body is too large") }
                    return bytes
                }
            }
        case .reply(let answer): reply = answer
        case .look(let handle, _): reply = try #require(await self.api.look(for: handle, requestID: "r-1"))
        case .forward: throw Forwarded()
        }
        return try await Self.response(reply)
    }

    /// The request would have gone to another node.
    struct Forwarded: Error {}

    private static func response(_ reply: Reply) async throws -> Response {
        var body: [UInt8] = []
        var pieces = 1
        switch reply.body {
        case .whole(let bytes): body = bytes
        case .pieces(let next):
            pieces = 0
            while let piece = try await next() {
                body += piece
                pieces += 1
            }
        }
        return Response(
            status: reply.status,
            fields: Dictionary(reply.fields.map { ($0.name, $0.value) }) { first, _ in first },
            text: String(decoding: body, as: UTF8.self),
            pieces: pieces
        )
    }

    /// Opens a session and gives its path.
    func open(protocolVersion: Int = 0) async throws -> String {
        let response = try await self.call("POST", "/api/v1/sessions", body: "{\"protocolVersion\":\(protocolVersion)}")
        #expect(response.status == 200)
        return "/api/v1/sessions/\(response.identifier)"
    }

    /// Runs a statement to its end and gives its operation's path.
    func run(_ statement: String, in session: String) async throws -> String {
        let body = try JSONSerialization.data(withJSONObject: ["statement": statement])
        let text = String(decoding: body, as: UTF8.self)
        let response = try await self.call("POST", "\(session)/operations/statement", body: text)
        #expect(response.status == 200, "\(response.text)")
        return "/api/v1/operations/\(response.identifier)"
    }

    /// An operation's event, once its work is over.
    func end(of operation: String) async throws -> [String: Any] {
        while true {
            let event = try await self.call("GET", "\(operation)/event").json
            let state = event["state"] as? String
            if state != "PENDING_STATE", state != "RUNNING_STATE", state != "INITIALIZED_STATE" { return event }
            await Task.yield()
        }
    }
}
