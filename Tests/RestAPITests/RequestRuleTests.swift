import ContractTestKit
import Testing

@testable import RestAPI

/// Contract, sections 1.1 and 1.2: one row a rule.
@Suite("Rules of every request")
struct RequestRuleTests {
    @Test("addresses, queries and methods", arguments: RequestRule.addressing)
    func addresses(_ rule: RequestRule) async throws {
        try await self.check(rule)
    }

    @Test("what a body must be", arguments: RequestRule.bodies)
    func body(_ rule: RequestRule) async throws {
        try await self.check(rule)
    }

    @Test("types of bodies and answers", arguments: RequestRule.types)
    func type(_ rule: RequestRule) async throws {
        try await self.check(rule)
    }

    @Test("conversions of members", arguments: RequestRule.conversions)
    func conversion(_ rule: RequestRule) async throws {
        try await self.check(rule)
    }

    private func check(_ rule: RequestRule) async throws {
        try await Gateway.with({ $0.sessions.fetchMaxRows = nil }) { gateway in
            let session = try await gateway.open()
            let operation = try await gateway.run("select i::int i from range(3) t(i)", in: session)
            let target = rule.target(session: session, operation: operation)
            let response = try await gateway.call(rule.method, target, body: rule.body) { request in
                request.contentType = rule.type
                request.accept = rule.accept
                request.authorization = rule.authorization
            }
            #expect(response.status == rule.status, "\(response.text)")
            #expect(response.text.hasPrefix(rule.text), "\(response.text)")
            if rule.status >= 400 { #expect(!response.message.isEmpty) }
            for (name, value) in rule.fields { #expect(response.fields[name] ?? "" == value, "\(name)") }
        }
    }

    @Test(
        "what a member becomes",
        arguments: [("9", 9), (#""9""#, 9), ("9.7", 9), ("null", 0), (#""""#, 0), ("1e1", 10)]
    )
    func protocolVersion(_ text: String, _ version: Int) async throws {
        try await Gateway.with { gateway in
            let opened = try await gateway.call("POST", RequestRule.sessions, body: #"{"protocolVersion":\#(text)}"#)
            let event = try await gateway.call("GET", "\(RequestRule.sessions)/\(opened.identifier)").json
            #expect(event["clientVersion"] as? Int == version)
        }
    }

    @Test("the seed's members of an open are accepted and mean nothing")
    func seed() async throws {
        try await Gateway.with { gateway in
            let body = #"{"user":"eve","password":"x","ipAddr":"10.1.2.3","configs":{"a":5,"b":true,"c":null}}"#
            let opened = try await gateway.call("POST", RequestRule.sessions, body: body)
            let event = try await gateway.call("GET", "\(RequestRule.sessions)/\(opened.identifier)").json
            #expect(event["user"] as? String == "anonymous" && event["clientIp"] as? String == "10.9.9.9")
            let conf = event["conf"] as? [String: String]
            #expect(conf?["a"] == "5" && conf?["b"] == "true" && conf?["c"] == nil)
        }
    }
}
