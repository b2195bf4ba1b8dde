import Foundation
import Testing

@testable import RestAPI

@Suite("Calls on sessions")
struct SessionCallTests {
    @Test("a session is opened, seen, counted and closed")
    func life() async throws {
        try await Gateway.with { gateway in
            let opened = try await gateway.call(
                "POST",
                "/api/v1/sessions",
                body:
                    #"{"protocolVersion":"9","configs":{"kyuubi.session.name":"demo","my.password":"x","n":1,"z":null}}"#
            ) { $0.authorization = ["BASIC YW5uOng="] }
            #expect(opened.status == 200)
            #expect(opened.text == #"{"identifier":"\#(opened.identifier)","kyuubiInstance":"gate.test:10099"}"#)
            #expect(opened.fields["Torii-Node"] == "5")
            #expect(opened.fields["Content-Type"] == "application/json")
            let path = "/api/v1/sessions/\(opened.identifier)"

            let event = try await gateway.call("GET", path).json
            #expect(event["sessionId"] as? String == opened.identifier)
            #expect(event["clientVersion"] as? Int == 9)
            #expect(event["user"] as? String == "ann")
            #expect(event["clientIp"] as? String == "10.9.9.9" && event["clientIP"] as? String == "10.9.9.9")
            #expect(event["serverIp"] as? String == event["serverIP"] as? String)
            #expect(event["sessionName"] as? String == "demo")
            #expect(event["endTime"] as? Int == -1)
            #expect(event["exception"] is NSNull)
            let conf = event["conf"] as? [String: String]
            #expect(conf?["my.password"] == "*********(redacted)")
            #expect(conf?["n"] == "1" && conf?["z"] == nil)
            #expect(conf?["kyuubi.session.real.user"] == "ann")

            #expect(try await gateway.call("GET", "/api/v1/sessions/count").text == #"{"openSessionCount":1}"#)
            let list = try await gateway.call("GET", "/api/v1/sessions/")
            #expect(list.text.hasPrefix(#"[{"identifier":"\#(opened.identifier)","remoteId":"#))
            #expect(list.text.hasSuffix("}]"))

            let closed = try await gateway.call("DELETE", path)
            #expect(closed.status == 200 && closed.text.isEmpty && closed.fields["Content-Type"] == nil)
            let again = try await gateway.call("DELETE", path)
            #expect(again.status == 404 && again.message == "Invalid session handle: \(opened.identifier)")
            #expect(try await gateway.call("GET", path).message.hasPrefix("Invalid \(opened.identifier)"))
            #expect(try await gateway.call("GET", "/api/v1/sessions").text == "[]")
        }
    }

    @Test(
        "a bad request to open is 400 and leaves nothing behind",
        arguments: [
            "", "null", "{", "[]", #"{"protocolVersion":11}"#, #"{"protocolVersion":-1}"#, #"{"protocolVersion":"x"}"#,
            #"{"configs":1}"#, #"{"configs":{"a":[]}}"#, #"{"configs":{"set:env:HOME":"x"}}"#,
        ]
    )
    func badOpen(_ body: String) async throws {
        try await Gateway.with { gateway in
            let response = try await gateway.call("POST", "/api/v1/sessions", body: body)
            #expect(response.status == 400)
            #expect(!response.message.isEmpty)
            #expect(gateway.sessions.count == 0)
        }
    }

    @Test("a proxy user is the session's user")
    func proxyUser() async throws {
        try await Gateway.with { gateway in
            let body = #"{"configs":{"hive.server2.proxy.user":"bob"}}"#
            let opened = try await gateway.call("POST", "/api/v1/sessions", body: body)
            let event = try await gateway.call("GET", "/api/v1/sessions/\(opened.identifier)").json
            #expect(event["user"] as? String == "bob")
            #expect((event["conf"] as? [String: String])?["kyuubi.session.real.user"] == "anonymous")
        }
    }

    @Test("what is no handle of this cluster is 404 everywhere, and goes to no other node")
    func handles() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let operation = try await gateway.run("select 1", in: session)
            let ids = ["x", "1-1-1-1-1", "00000000-0000-8000-8000-000000000000", String(operation.suffix(36))]
            for id in ids {
                for (method, tail, body) in [
                    ("GET", "", nil), ("DELETE", "", nil), ("GET", "/operations", nil),
                    ("POST", "/operations/statement", #"{"statement":"select 1"}"#),
                ] {
                    let response = try await gateway.call(method, "/api/v1/sessions/\(id)\(tail)", body: body)
                    #expect(response.status == 404, "\(method) \(id)\(tail)")
                }
            }
            for id in ["x", String(session.suffix(36)), "00000000-0000-8000-8000-000000000000"] {
                for tail in ["/event", "/log", "/rowset", "/resultsetmetadata"] {
                    #expect(try await gateway.call("GET", "/api/v1/operations/\(id)\(tail)").status == 404)
                }
                let put = try await gateway.call("PUT", "/api/v1/operations/\(id)", body: #"{"action":"close"}"#)
                #expect(put.status == 404)
                #expect(put.message.hasPrefix("Error applying close for operation handle \(id)"))
            }
        }
    }

    @Test("lists and counts hold what the other nodes answer, and name those that do not")
    func cluster() async throws {
        try await Gateway.with { gateway in
            _ = try await gateway.open()
            gateway.world.withLock {
                $0.peers = PeerAnswers(
                    bodies: [#"[{"identifier":"a"},{"identifier":"b"}]"#, "[]", "{}"].map {
                        PeerAnswers.Body(node: "node-\($0.utf8.count)", bytes: Array($0.utf8))
                    },
                    unreachable: ["7", "9"]
                )
            }
            let list = try await gateway.call("GET", "/api/v1/sessions")
            #expect(list.text.hasSuffix(#"},{"identifier":"a"},{"identifier":"b"}]"#))
            // What is no list counts as none.
            #expect(list.fields["Torii-Unreachable-Nodes"] == "7,9,node-2")
            gateway.world.withLock {
                $0.peers = PeerAnswers(
                    bodies: [PeerAnswers.Body(node: "a", bytes: Array(#"{"openSessionCount":3}"#.utf8))]
                )
            }
            let count = try await gateway.call("GET", "/api/v1/sessions/count")
            #expect(count.text == #"{"openSessionCount":4}"# && count.fields["Torii-Unreachable-Nodes"] == nil)
            #expect(
                try await gateway.call("GET", "/api/v1/sessions/count?scope=local").text == #"{"openSessionCount":1}"#
            )
            let asked = gateway.world.withLock { $0.asked }
            #expect(asked == ["/api/v1/sessions?scope=local", "/api/v1/sessions/count?scope=local"])
        }
    }

    @Test("a long list comes in pieces")
    func longList() async throws {
        try await Gateway.with { gateway in
            for _ in 0..<150 { _ = try await gateway.open() }
            let list = try await gateway.call("GET", "/api/v1/sessions")
            #expect(list.pieces > 1)
            #expect(list.text.components(separatedBy: #"{"identifier":"#).count == 151)
        }
    }

    @Test("the pool's figures, ping, version, health and readiness")
    func node() async throws {
        try await Gateway.with { gateway in
            let figures = try await gateway.call("GET", "/api/v1/sessions/execPool/statistic")
            #expect(figures.text == #"{"execPoolSize":0,"execPoolActiveCount":0,"execPoolWorkQueueSize":0}"#)
            let ping = try await gateway.call("GET", "/api/v1/ping")
            #expect(ping.text == "pong" && ping.fields["Content-Type"] == "text/plain")
            #expect(try await gateway.call("GET", "/api/v1/version").text == #"{"version":"1.2.3"}"#)
            #expect(try await gateway.call("GET", "/api/v1/ready").status == 200)
            let health = try await gateway.call("GET", "/api/v1/health").json
            #expect(health["incarnation"] as? Int == 5 && health["servesForMs"] as? Int == 5000)
            gateway.world.withLock { $0.isReady = false }
            let ready = try await gateway.call("GET", "/api/v1/ready")
            #expect(ready.status == 503 && ready.fields["Retry-After"] != nil)
        }
    }
}
