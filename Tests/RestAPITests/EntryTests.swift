import Cluster
import Handles
import Logging
import Synchronization
import Testing

@testable import RestAPI

@Suite("What becomes of a request")
struct EntryTests {
    private static let other = Incarnation(rawValue: 7)

    private func hop(to target: Incarnation = Gateway.own) -> Hop {
        Hop(source: Self.other, loop: 0, target: target, number: 1, user: "bob", clientAddress: "203.0.113.5")
    }

    private func member(isRegistered: Bool) -> MembershipSnapshot.Member {
        MembershipSnapshot.Member(incarnation: Self.other, record: nil, alive: nil, isRegistered: isRegistered)
    }

    @Test("a handle's owner gets the request, registered or lost; one that is gone is 410")
    func owners() async throws {
        try await Gateway.with { gateway in
            let handle = gateway.key.issue(.session, by: Self.other)
            let path = "/api/v1/sessions/\(handle)"
            for isRegistered in [true, false] {
                let member = self.member(isRegistered: isRegistered)
                gateway.world.withLock {
                    $0.snapshot = MembershipSnapshot(
                        own: Gateway.own,
                        members: [Self.other: member],
                        highestListed: Self.other
                    )
                }
                let entry = gateway.entry("DELETE", path) { $0.authorization = ["Basic YW5uOng="] }
                guard case .forward(handle, member, let caller) = entry else {
                    Issue.record("\(entry) is no forward")
                    continue
                }
                #expect(caller == Caller(user: "ann", clientAddress: "10.9.9.9"))
            }
            gateway.world.withLock {
                $0.snapshot = MembershipSnapshot(own: Gateway.own, members: [:], highestListed: Self.other)
            }
            let gone = try await gateway.call("GET", path)
            #expect(gone.status == 410 && gone.json["node"] as? String == "7")
            #expect(gone.fields["Retry-After"] == nil)
        }
    }

    @Test("an owner that was never seen takes a fresh look")
    func notYetSeen() async throws {
        try await Gateway.with { gateway in
            let handle = gateway.key.issue(.operation, by: Self.other)
            guard case .look(handle, _) = gateway.entry("GET", "/api/v1/operations/\(handle)/event") else {
                Issue.record("nobody looks")
                return
            }
            #expect(await gateway.api.look(for: handle, requestID: "r")?.status == 410)
            let member = self.member(isRegistered: true)
            gateway.world.withLock { $0.snapshot.members[Self.other] = member }
            #expect(await gateway.api.look(for: handle, requestID: "r") == nil)
        }
    }

    @Test("who asks is checked before a request goes anywhere")
    func authentication() async throws {
        try await Gateway.with { gateway in
            let handle = gateway.key.issue(.session, by: Self.other)
            for path in ["/api/v1/sessions/\(handle)", "/api/v1/ping", "/api/v1/nowhere"] {
                let response = try await gateway.call("GET", path) { $0.authorization = ["Basic !"] }
                #expect(response.status == 401 && response.fields["WWW-Authenticate"] == "Basic realm=\"kyuubi\"")
            }
            for path in ["/api/v1/health", "/api/v1/ready"] {
                #expect(try await gateway.call("GET", path) { $0.authorization = ["Basic !"] }.status == 200)
            }
            #expect(try await gateway.call("OPTIONS", "/api/v1/ping") { $0.authorization = ["Basic !"] }.status == 200)
        }
    }

    @Test("a verified hop says who asks, and is never sent on")
    func hops() async throws {
        try await Gateway.with { gateway in
            let hop = self.hop()
            let opened = try await gateway.call("POST", "/api/v1/sessions", body: "{}") {
                $0.hop = .verified(hop)
                $0.authorization = ["Basic !"]
            }
            let event = try await gateway.call("GET", "/api/v1/sessions/\(opened.identifier)").json
            #expect(event["user"] as? String == "bob" && event["clientIp"] as? String == "203.0.113.5")

            let foreign = gateway.key.issue(.session, by: Self.other)
            #expect(
                try await gateway.call("GET", "/api/v1/sessions/\(foreign)") { $0.hop = .verified(hop) }.status == 508
            )
            for refusal in [.otherIncarnation(hop), .replayed, .senderGone] as [Hop.Refusal] {
                let response = try await gateway.call("GET", "/api/v1/ping") { $0.hop = .refused(refusal) }
                #expect(response.status == 421)
            }
            for refusal in [.malformed, .badSignature] as [Hop.Refusal] {
                let list = try await gateway.call("GET", "/api/v1/sessions") { $0.hop = .refused(refusal) }
                #expect(list.status == 200)
            }
            #expect(gateway.world.withLock { $0.asked.count } == 2)
            _ = try await gateway.call("GET", "/api/v1/sessions") { $0.hop = .verified(hop) }
            #expect(gateway.world.withLock { $0.asked.count } == 2)
        }
    }

    @Test("what nodes ask each other is unknown to all others")
    func internalCalls() async throws {
        try await Gateway.with { gateway in
            let hop = self.hop()
            for path in ["/internal/v1/probe", "/internal/v1/lease"] {
                #expect(try await gateway.call("POST", path, body: "{}").status == 404)
                let answer = try await gateway.call("POST", path, body: "{}") { $0.hop = .verified(hop) }
                #expect(answer.status == 200 && answer.fields["Torii-Hop-Answer"] == "signed")
            }
        }
    }

    @Test("without a lease nothing is answered for own sessions, and no session is opened")
    func lease() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            gateway.world.withLock { $0.mayServe = false }
            for (method, path, body) in [
                ("GET", session, nil), ("DELETE", session, nil), ("POST", "/api/v1/sessions", "{}"),
                ("POST", "\(session)/operations/statement", #"{"statement":"select 1"}"#),
            ] {
                let response = try await gateway.call(method, path, body: body)
                #expect(response.status == 503 && response.fields["Retry-After"] == "1")
            }
            #expect(gateway.sessions.count == 1)
            #expect(try await gateway.call("GET", "/api/v1/sessions/x").status == 404)
            #expect(try await gateway.call("GET", "/api/v1/sessions").status == 200)
            #expect(try await gateway.call("GET", "/api/v1/ping").status == 200)
        }
    }

    @Test("a lease lost during a call: 503 where nothing was done, else nobody can tell")
    func lostLease() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let operation = try await gateway.run("select 1", in: session)
            for (method, path, body, status) in [
                ("GET", session, nil, 503), ("GET", "\(operation)/event", nil, 503),
                ("GET", "\(operation)/rowset", nil, 504),
                ("GET", "\(operation)/log", nil, 504), ("PUT", operation, #"{"action":"cancel"}"#, 504),
                ("DELETE", session, nil, 504),
            ] as [(String, String, String?, Int)] {
                gateway.world.withLock {
                    $0.losesLease = true
                    $0.looks = 0
                }
                let response = try await gateway.call(method, path, body: body)
                #expect(response.status == status, "\(method) \(path)")
                #expect((response.fields["Retry-After"] == nil) == (status == 504))
            }
        }
    }

    @Test("a node that has not registered lives, and says nothing else")
    func unregistered() async throws {
        try await Gateway.with { gateway in
            gateway.world.withLock { $0.isRegistered = false }
            #expect(try await gateway.call("GET", "/api/v1/health").status == 200)
            for path in ["/api/v1/ready", "/api/v1/ping", "/api/v1/sessions", "/api/v1/sessions/x"] {
                let response = try await gateway.call("GET", path)
                #expect(response.status == 503 && response.fields["Torii-Node"] == nil)
            }
        }
    }

    @Test("unknown paths, other methods, types of body and answer")
    func refusals() async throws {
        try await Gateway.with { gateway in
            for path in ["/", "/api/", "/api/v1", "//api/v1/ping", "/api/v1/nowhere", "/api/v1/ping/x", "/api/v1/%00"] {
                let response = try await gateway.call("GET", path)
                #expect(response.status == 404 && response.text == #"{"message":"HTTP 404 Not Found"}"#)
            }
            let method = try await gateway.call("POST", "/api/v1/ping")
            #expect(method.status == 405 && method.message == "HTTP 405 Method Not Allowed")
            #expect(method.fields["Allow"] == "GET,HEAD,OPTIONS")
            let options = try await gateway.call("OPTIONS", "/api/v1/sessions")
            #expect(options.status == 200 && options.text.isEmpty && options.fields["Allow"] == "POST,GET,HEAD,OPTIONS")
            for type in [[], ["text/json"]] {
                let response = try await gateway.call("POST", "/api/v1/sessions", body: "{}") { $0.contentType = type }
                #expect(response.status == 415 && response.message == "HTTP 415 Unsupported Media Type")
            }
            let unused = try await gateway.call("GET", "/api/v1/ping") { $0.contentType = ["text/plain"] }
            #expect(unused.status == 200)
            let accept = try await gateway.call("GET", "/api/v1/version") { $0.accept = ["text/html"] }
            #expect(accept.status == 406 && accept.message == "HTTP 406 Not Acceptable")
            #expect(try await gateway.call("GET", "/api/v1/ping") { $0.accept = ["text/plain"] }.status == 200)
            let long = try await gateway.call("POST", "/api/v1/sessions", body: String(repeating: " ", count: 2 << 20))
            #expect(long.status == 413)
        }
    }

    @Test("an answered request is one line at debug, and none above")
    func log() async throws {
        try await Gateway.with { gateway in
            for (level, count) in [(LogLevel.debug, 1), (.info, 0)] {
                let lines = Mutex<[String]>([])
                let log = Logger(level: level, format: .logfmt) { line in
                    lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
                }
                API(gateway.api.configuration, gateway.api.surroundings, peers: gateway.api.peers, log: log).logRequest(
                    "GET",
                    route: "/api/v1/sessions/{}",
                    status: 200,
                    took: .milliseconds(3),
                    requestID: "r-1",
                    caller: Caller(user: "ann", clientAddress: "10.0.0.1")
                )
                let written = lines.withLock { $0 }
                #expect(written.count == count)
                for part in [
                    "route=/api/v1/sessions/{}", "status=200", "user=ann", "request_id=r-1", "address=10.0.0.1",
                ] {
                    #expect(written.allSatisfy { $0.contains(part) }, "\(part)")
                }
            }
        }
    }

    @Test("a request keeps a sane name, and gets one otherwise")
    func names() {
        #expect(API.requestID(["abc-1.2:3_x"]) == "abc-1.2:3_x")
        for told in [[], [""], ["a b"], ["a", "b"], ["x\n"], [String(repeating: "x", count: 65)], ["ž"]] {
            let name = API.requestID(told)
            #expect(name.count == 16 && !told.contains(name))
        }
    }
}
