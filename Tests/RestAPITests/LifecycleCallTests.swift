import Foundation
import Sessions
import Testing

@testable import RestAPI

/// Contract, section 12, with the real engine and a clock moved by hand.
@Suite("Life cycles over REST")
struct LifecycleCallTests {
    /// The only session's milliseconds from creation to last access, asked without naming it.
    private func lastAccess(_ gateway: Gateway) -> Int64 {
        gateway.sessions.sessions().map { $0.info() }.first?.duration ?? -1
    }

    private func open(_ gateway: Gateway, idleTimeout: String) async throws -> String {
        let body = #"{"configs":{"kyuubi.session.idle.timeout":"\#(idleTimeout)"}}"#
        let opened = try await gateway.call("POST", "/api/v1/sessions", body: body)
        #expect(opened.status == 200)
        return "/api/v1/sessions/\(opened.identifier)"
    }

    private func isThere(_ session: String, _ gateway: Gateway) -> Bool {
        gateway.sessions.sessions().contains { session.hasSuffix($0.id.description) }
    }

    /// `S` stands for the session, `O` for its operation.
    static let namingCalls: [(String, String, String?)] = [
        ("GET", "S", nil), ("HEAD", "S", nil), ("GET", "S/info/13", nil), ("GET", "S/operations", nil),
        ("POST", "S/operations/statement", #"{"statement":"select 1"}"#),
        ("POST", "S/operations/statement", #"{"statement":"select 1","runAsync":true}"#),
        ("POST", "S/operations/statement", #"{"statement":"selec"}"#), ("POST", "S/operations/statement", "{"),
        ("POST", "S/operations/catalogs", nil), ("POST", "S/operations/tableTypes", nil),
        ("POST", "S/operations/schemas", "{}"), ("POST", "S/operations/tables", "{}"),
        ("GET", "O/event", nil), ("GET", "O/resultsetmetadata", nil), ("GET", "O/rowset", nil),
        ("HEAD", "O/rowset", nil),
        ("GET", "O/rowset?fetchorientation=FETCH_LAST", nil), ("GET", "O/log", nil),
        ("PUT", "O", #"{"action":"cancel"}"#), ("PUT", "O", #"{"action":"close"}"#),
    ]

    @Test(
        "every call that names a session or its operation is an access to it, whatever comes of it",
        arguments: namingCalls
    )
    func access(_ method: String, _ target: String, _ body: String?) async throws {
        let clock = HandClock()
        try await Gateway.with({ $0.time = clock.timeSource }) { gateway in
            let session = try await gateway.open()
            let operation = try await gateway.run("select 1", in: session)
            #expect(self.lastAccess(gateway) == 0)
            clock.advance(by: .seconds(10))
            let path = (target.hasPrefix("S") ? session : operation) + target.dropFirst()
            _ = try await gateway.call(method, path, body: body)
            #expect(self.lastAccess(gateway) == 10_000)
        }
    }

    @Test(
        "lists, counts and the sweep are no access, nor is a handle that is unknown",
        arguments: [
            "/api/v1/sessions", "/api/v1/sessions/count", "/api/v1/sessions/execPool/statistic", "/api/v1/ping",
            "/api/v1/health", "/api/v1/sessions/00000000-0000-8000-8000-000000000000",
        ]
    )
    func noAccess(_ target: String) async throws {
        let clock = HandClock()
        try await Gateway.with({ $0.time = clock.timeSource }) { gateway in
            _ = try await gateway.run("select 1", in: try await gateway.open())
            clock.advance(by: .seconds(10))
            _ = try await gateway.call("GET", target)
            gateway.sessions.sweep()
            #expect(self.lastAccess(gateway) == 0)
        }
    }

    @Test(
        "every call on an operation keeps it for another idle time, and then it is unknown",
        arguments: namingCalls.filter { $0.1.hasPrefix("O") && $0.2?.contains("close") != true }
    )
    func operationIdle(_ method: String, _ target: String, _ body: String?) async throws {
        let clock = HandClock()
        try await Gateway.with({
            $0.time = clock.timeSource
            $0.sessions.operationIdleTimeout = .seconds(100)
        }) { gateway in
            let session = try await gateway.open()
            let operation = try await gateway.run("select 1", in: session)
            for _ in 0..<2 {
                clock.advance(by: .seconds(99))
                _ = try await gateway.call(method, operation + target.dropFirst(), body: body)
                gateway.sessions.sweep()
            }
            // The list does not name the operation.
            clock.advance(by: .seconds(99))
            #expect(try await gateway.call("GET", "\(session)/operations").text.contains(operation.suffix(36)))
            gateway.sessions.sweep()
            #expect(try await gateway.call("GET", "\(session)/operations").text.contains(operation.suffix(36)))
            clock.advance(by: .seconds(1))
            gateway.sessions.sweep()
            #expect(try await gateway.call("GET", "\(session)/operations").text == "[]")
            #expect(try await gateway.call("GET", "\(operation)/event").status == 404)
            #expect(try await gateway.call("GET", session).status == 200)
        }
    }

    @Test("a session's own idle time counts, its idle clock stands while it has an operation, and no sweep keeps it")
    func sessionIdle() async throws {
        let clock = HandClock()
        try await Gateway.with({
            $0.time = clock.timeSource
            $0.sessions.operationIdleTimeout = .seconds(100)
        }) { gateway in
            let short = try await self.open(gateway, idleTimeout: "PT60S")
            let long = try await self.open(gateway, idleTimeout: "PT2H")
            let busy = try await self.open(gateway, idleTimeout: "60000")
            let operation = try await gateway.run("select 1", in: busy)
            for _ in 0..<60 {
                clock.advance(by: .seconds(1))
                gateway.sessions.sweep()
            }
            #expect(self.isThere(short, gateway))
            clock.advance(by: .milliseconds(1))
            gateway.sessions.sweep()
            #expect(!self.isThere(short, gateway))
            #expect(try await gateway.call("GET", short).status == 404)
            // The one with an operation waits until that has expired, and then its own time.
            clock.advance(by: .seconds(40))
            gateway.sessions.sweep()
            #expect(self.isThere(busy, gateway))
            #expect(try await gateway.call("GET", "\(operation)/event").status == 404)
            clock.advance(by: .seconds(60))
            gateway.sessions.sweep()
            #expect(self.isThere(busy, gateway))
            clock.advance(by: .milliseconds(1))
            gateway.sessions.sweep()
            #expect(!self.isThere(busy, gateway))
            #expect(self.isThere(long, gateway))
            #expect(gateway.sessions.count == 1)
        }
    }

    @Test("a full pool is 503 with a time to come again: nothing was done, and later it is")
    func poolOverflow() async throws {
        try await Gateway.with({
            $0.pool.size = 1
            $0.pool.queueLimit = 0
        }) { gateway in
            // One after the other: opening takes a place too.
            let first = try await gateway.open()
            _ = try await gateway.run("select 1", in: first)
            let second = try await gateway.open()
            _ = try await gateway.run("select 1", in: second)
            let body = #"{"statement":"\#(Gateway.endless)","runAsync":true}"#
            let running = try await gateway.call("POST", "\(first)/operations/statement", body: body)
            #expect(running.status == 200)
            let operations = try await gateway.call("GET", "\(second)/operations").text
            for isAsync in [true, false] {
                let body = #"{"statement":"select 1","runAsync":\#(isAsync)}"#
                let refused = try await gateway.call("POST", "\(second)/operations/statement", body: body)
                #expect(refused.status == 503 && refused.fields["Retry-After"] == "1")
                #expect(refused.message.hasPrefix("Error executing statement: "))
            }
            #expect(try await gateway.call("GET", "\(second)/operations").text == operations)
            // The session that runs has its place already.
            let waiting = try await gateway.call("POST", "\(first)/operations/statement", body: body)
            #expect(waiting.status == 200)
            for operation in [running, waiting] {
                _ = try await gateway.call(
                    "PUT",
                    "/api/v1/operations/\(operation.identifier)",
                    body: #"{"action":"cancel"}"#
                )
            }
            try await until("the pool has a place again") {
                try await gateway.call(
                    "POST",
                    "\(second)/operations/statement",
                    body: #"{"statement":"select 1"}"#
                ).status == 200
            }
        }
    }

    @Test("limits are 429 with a time to come again, denials 403; a closed session gives its place back")
    func limits() async throws {
        try await Gateway.with({
            $0.sessions.limits.perUser = 1
            $0.sessions.limits.deniedUsers = ["eve"]
            $0.sessions.limits.deniedAddresses = ["192.0.2.1"]
        }) { gateway in
            let session = try await gateway.open()
            let refused = try await gateway.call("POST", "/api/v1/sessions", body: "{}")
            #expect(refused.status == 429 && refused.fields["Retry-After"] == "1")
            #expect(refused.message == "Connection limit per user reached (user: anonymous limit: 1)")
            let denied = try await gateway.call("POST", "/api/v1/sessions", body: "{}") {
                $0.authorization = ["Basic ZXZlOg=="]
            }
            #expect(denied.status == 403 && denied.message.hasPrefix("Connection denied because"))
            let address = try await gateway.call("POST", "/api/v1/sessions", body: "{}") {
                $0.authorization = ["Basic Ym9iOg=="]
                $0.peer = "192.0.2.1"
            }
            #expect(address.status == 403 && address.message.hasPrefix("Connection denied because"))
            #expect(try await gateway.call("DELETE", session).status == 200)
            _ = try await gateway.open()
        }
    }

    @Test("closing a session ends at once what runs in it: the waiting call is 404, all handles are unknown")
    func closeWhileRunning() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            async let waiting = gateway.call(
                "POST",
                "\(session)/operations/statement",
                body: #"{"statement":"\#(Gateway.endless)"}"#
            )
            var handle = ""
            try await until("the statement runs") {
                let operations = try await gateway.call("GET", "\(session)/operations").list
                handle = operations.first?["identifier"] as? String ?? ""
                return operations.first?["state"] as? String == "RUNNING_STATE"
            }
            let begin = ContinuousClock.now
            #expect(try await gateway.call("DELETE", session).status == 200)
            #expect(ContinuousClock.now - begin < .seconds(1))
            #expect(try await waiting.status == 404)
            #expect(try await gateway.call("GET", "/api/v1/operations/\(handle)/event").status == 404)
            #expect(try await gateway.call("GET", "/api/v1/sessions/count").text == #"{"openSessionCount":0}"#)
        }
    }

    @Test("restricted keys refuse a session and a statement with 400, ignored ones are dropped and shown")
    func rules() async throws {
        try await Gateway.with({
            $0.sessions.restrictedKeys = ["a.b", "secret.*"]
            $0.sessions.ignoredKeys = ["kyuubi.session.name", "use:database"]
        }) { gateway in
            for key in ["a.b", "set:a.b", "hiveconf:secret.x", "set:hiveconf:secret.x.y"] {
                let opened = try await gateway.call("POST", "/api/v1/sessions", body: #"{"configs":{"\#(key)":"1"}}"#)
                #expect(opened.status == 400 && opened.message.contains("is a restrict key"))
            }
            let body = #"{"configs":{"kyuubi.session.name":"n","a.b.c":"1","use:database":"nowhere"}}"#
            let opened = try await gateway.call("POST", "/api/v1/sessions", body: body)
            let session = "/api/v1/sessions/\(opened.identifier)"
            let event = try await gateway.call("GET", session).json
            #expect(event["sessionName"] as? String == "")
            #expect((event["conf"] as? [String: String])?["kyuubi.session.name"] == "n")
            // The database that it names is dropped too.
            _ = try await gateway.run("select 1", in: session)
            let statement = try await gateway.call(
                "POST",
                "\(session)/operations/statement",
                body: #"{"statement":"select 1","confOverlay":{"secret.y":"1"}}"#
            )
            #expect(statement.status == 400 && statement.message.contains("is a restrict key"))
            #expect(gateway.sessions.count == 1)
        }
    }
}
