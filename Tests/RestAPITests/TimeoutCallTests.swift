import Foundation
import Sessions
import Testing

@testable import RestAPI

/// Contract, sections 3.8 and 11.4, with the real engine and a clock moved by hand.
@Suite("Query time-outs over REST")
struct TimeoutCallTests {
    private func submit(
        _ gateway: Gateway,
        in session: String,
        timeout: Int,
        overlay: String = "{}"
    ) async throws -> String {
        let body =
            #"{"statement":"\#(Gateway.endless)","runAsync":true,"queryTimeout":\#(timeout),"confOverlay":\#(overlay)}"#
        let response = try await gateway.call("POST", "\(session)/operations/statement", body: body)
        #expect(response.status == 200, "\(response.text)")
        return "/api/v1/operations/\(response.identifier)"
    }

    private func state(_ operation: String, _ gateway: Gateway) async throws -> String {
        try await gateway.call("GET", "\(operation)/event").json["state"] as? String ?? ""
    }

    @Test(
        "the end is a state of its own from V9 on, and a cancel before; a cancel after it changes nothing",
        arguments: (0...10).map { ($0, $0 >= 8 ? "TIMEDOUT_STATE" : "CANCELED_STATE") }
    )
    func states(_ version: Int, _ end: String) async throws {
        let clock = HandClock()
        try await Gateway.with({ $0.time = clock.timeSource }) { gateway in
            let session = try await gateway.open(protocolVersion: version)
            _ = try await gateway.run("select 1", in: session)
            let operation = try await self.submit(gateway, in: session, timeout: 5)
            try await until("it runs, and its time is watched") {
                try await self.state(operation, gateway) == "RUNNING_STATE" && clock.sleepers(within: .seconds(5)) == 1
            }
            clock.advance(by: .milliseconds(4999))
            #expect(try await self.state(operation, gateway) == "RUNNING_STATE")
            clock.advance(by: .milliseconds(1))
            try await until("it has ended") { try await self.state(operation, gateway) == end }
            let event = try await gateway.call("GET", "\(operation)/event").json
            let times = ["startTime", "completeTime"].map { event[$0] as? Int ?? 0 }
            #expect(times[1] - times[0] == 5000 && event["exception"] is NSNull)
            let rows = try await gateway.call("GET", "\(operation)/rowset")
            let name = version >= 8 ? "TIMEOUT" : "CANCELED"
            #expect(rows.status == 409 && rows.message.contains("Expected state FINISHED, but found \(name)"))
            let cancel = try await gateway.call("PUT", operation, body: #"{"action":"cancel"}"#)
            #expect(cancel.status == 200)
            #expect(try await self.state(operation, gateway) == end)
            // The session goes on.
            _ = try await gateway.run("select 1", in: session)
        }
    }

    @Test("a synchronous statement that takes too long is 504, and leaves no operation")
    func synchronous() async throws {
        let clock = HandClock()
        try await Gateway.with({ $0.time = clock.timeSource }) { gateway in
            let session = try await gateway.open()
            async let answer = gateway.call(
                "POST",
                "\(session)/operations/statement",
                body: #"{"statement":"\#(Gateway.endless)","queryTimeout":7}"#
            )
            try await until("its time is watched") { clock.sleepers(within: .seconds(7)) == 1 }
            clock.advance(by: .seconds(7))
            let response = try await answer
            #expect(response.status == 504 && response.fields["Retry-After"] == nil)
            #expect(response.message.contains("query timeout of 7000 ms"))
            #expect(try await gateway.call("GET", "\(session)/operations").text == "[]")
        }
    }

    @Test(
        "the node's own limit is an upper bound, and holds where the statement says nothing",
        arguments: [(0, 3000), (-1, 3000), (60, 3000), (2, 2000)]
    )
    func bound(_ asked: Int, _ effective: Int) async throws {
        let clock = HandClock()
        try await Gateway.with({
            $0.time = clock.timeSource
            $0.sessions.queryTimeout = .seconds(3)
        }) { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run("select 1", in: session)
            let operation = try await self.submit(gateway, in: session, timeout: asked)
            try await until("it runs, and its time is watched") {
                try await self.state(operation, gateway) == "RUNNING_STATE" && clock.sleepers(within: .seconds(3)) == 1
            }
            clock.advance(by: .milliseconds(effective - 1))
            #expect(try await self.state(operation, gateway) == "RUNNING_STATE")
            clock.advance(by: .milliseconds(1))
            try await until("it has ended") { try await self.state(operation, gateway) == "CANCELED_STATE" }
        }
    }

    @Test("the watch-dog is switched off for a statement, and for a session")
    func unwatched() async throws {
        let clock = HandClock()
        try await Gateway.with({ $0.time = clock.timeSource }) { gateway in
            let key = "kyuubi.operation.query.timeout.monitor.enabled"
            let opened = try await gateway.call("POST", "/api/v1/sessions", body: #"{"configs":{"\#(key)":"false"}}"#)
            let off = "/api/v1/sessions/\(opened.identifier)"
            let watchedSession = try await gateway.open()
            for (session, overlay) in [(try await gateway.open(), #"{"\#(key)":"false"}"#), (off, "{}")] {
                for session in [session, watchedSession] { _ = try await gateway.run("select 1", in: session) }
                let operation = try await self.submit(gateway, in: session, timeout: 1, overlay: overlay)
                let watched = try await self.submit(gateway, in: watchedSession, timeout: 1)
                try await until("both run, and a time is watched") {
                    let states = try await [self.state(operation, gateway), self.state(watched, gateway)]
                    return states == ["RUNNING_STATE", "RUNNING_STATE"] && clock.sleepers(within: .seconds(1)) > 0
                }
                #expect(clock.sleepers(within: .seconds(1)) == 1)
                clock.advance(by: .seconds(1))
                // The one that came later has ended, so the other would have.
                try await until("its time is over") { try await self.state(watched, gateway) == "CANCELED_STATE" }
                #expect(try await self.state(operation, gateway) == "RUNNING_STATE")
                _ = try await gateway.call("PUT", operation, body: #"{"action":"close"}"#)
            }
        }
    }

    @Test("L11: one that waits behind a long statement ends when its time is over, and the long one goes on")
    func waiting() async throws {
        let clock = HandClock()
        try await Gateway.with({ $0.time = clock.timeSource }) { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run("select 1", in: session)
            let long = try await self.submit(gateway, in: session, timeout: 0)
            let short = try await self.submit(gateway, in: session, timeout: 1)
            try await until("the first runs, and the other's time is watched") {
                try await self.state(long, gateway) == "RUNNING_STATE" && clock.sleepers(within: .seconds(1)) == 1
            }
            #expect(try await self.state(short, gateway) == "PENDING_STATE")
            clock.advance(by: .seconds(1))
            try await until("the second has ended") { try await self.state(short, gateway) == "CANCELED_STATE" }
            #expect(try await self.state(long, gateway) == "RUNNING_STATE")
            _ = try await gateway.call("PUT", long, body: #"{"action":"cancel"}"#)
            _ = try await gateway.run("select 1", in: session)
        }
    }
}
