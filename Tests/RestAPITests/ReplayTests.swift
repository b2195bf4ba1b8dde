import Foundation
import Testing

@testable import RestAPI

/// What a live Kyuubi 1.12.0 answered, asked again of a node (`Fixtures/kyuubi.json`, made by `scripts/condense-recordings`): the same
/// status, and of every 200 with JSON each member that Kyuubi sends, with the same JSON type and, where any server must give
/// it, the same value.
@Suite("Calls that were recorded of Kyuubi")
struct ReplayTests {
    /// Where a node answers with another status, and what demands it.
    static let differences: [String: (status: Int, rule: String)] = {
        let all: [(Int, String, [String])] = [
            (200, "contract, defect 5: only this session's operations", ["sessions/operations-of-session"]),
            (404, "contract, section 3.9: unknown handle", ["sessions/operations-of-unknown"]),
            (
                200, "contract, defect 4: lengths as text",
                ["sessions/info-30", "sessions/info-32", "sessions/info-35"]
            ),
            (
                200, "contract, defect 21: the session is unharmed",
                ["sessions/statement-after-unknown-info", "sessions/close-after-unknown-info"]
            ),
            (
                404, "contract, defect 2: malformed handle",
                ["sessions/close-malformed", "statements/rowset-malformed"]
            ),
            (
                400, "contract, defect 1: empty body",
                [
                    "sessions/open-body-empty", "sessions/open-body-null", "sessions/open-no-body-no-type",
                    "statements/action-empty-body",
                ]
            ),
            (
                400, "contract, defect 7: unknown protocol version",
                ["sessions/open-body-protocol-99", "sessions/open-body-protocol-neg"]
            ),
            (200, "contract, section 1.2: null is absent", ["sessions/open-body-config-number"]),
            (400, "contract, section 3.1: environment variables", ["sessions/open-set-env"]),
            (
                422, "design, section 7: SQL failed",
                [
                    "statements/sync-failing", "statements/sync-syntax-error", "statements/failed-rowset",
                    "statements/insert-rowset", "statements/statement-body-number",
                ]
            ),
            (
                422, "contract, section 4.3: after failure the SQL error",
                ["statements/failed-metadata", "statements/insert-metadata"]
            ),
            (
                409, "contract, section 4.3: no columns before they are known",
                ["statements/running-metadata", "statements/canceled-metadata"]
            ),
            (
                409, "design, section 7: not finished",
                [
                    "statements/running-rowset", "statements/canceled-rowset", "statements/timeout-rowset-p0",
                    "statements/timeout-rowset-p10",
                ]
            ),
            (
                400, "design, section 7: unknown action, missing member",
                [
                    "statements/action-unknown", "statements/action-missing", "statements/statement-body-missing",
                    "statements/statement-body-null",
                ]
            ),
            (200, "contract, defect 6: cancel after time-out", ["statements/timeout-cancel-p10"]),
            (
                200, "design, section 6: texts with several statements, or none",
                [
                    "statements/statement-body-empty", "statements/statement-body-two-statements",
                    "statements/statement-body-comment-only",
                ]
            ),
            (
                400, "contract, section 4.5: other orientations",
                ["paging/page-bogus", "paging/page-lower", "paging/page-empty-orientation"]
            ),
            (
                400, "contract, section 1.6: a query value that is no number",
                ["paging/page-maxrows-text", "paging/page-maxrows-huge", "paging/log-text"]
            ),
            (200, "contract, section 1.2: no body, its type is ignored", ["misc/get-with-text-type"]),
            (405, "contract, section 1.1: literals win", ["misc/delete-count"]),
            (404, "contract, section 8: a test hook that is left out", ["misc/exception-hook"]),
            (401, "contract, section 1.5: not base64", ["auth-none/auth-not-base64"]),
            (
                200, "contract, defect 23: every node serves every session",
                [
                    "event", "statement", "info", "operation-event", "rowset", "log", "metadata", "cancel",
                    "operations-of-session", "close",
                ].map { "wrong-node/wrong-node-\($0)" }
            ),
            (404, "contract, defect 23: the close before it has worked", ["wrong-node/still-there"]),
        ]
        return Dictionary(
            uniqueKeysWithValues: all.flatMap { status, rule, names in names.map { ($0, (status, rule)) } }
        )
    }()

    /// Where DuckDB's result is another than Spark's, and where the log, which has more lines here, is not at its end: only members and types are compared, of as many elements as there are.
    static let enginesOwn: Set<String> = [
        "statements/show-metadata", "statements/show-rowset", "statements/set-metadata", "statements/set-rowset",
        "statements/explain-metadata", "statements/explain-rowset", "paging/log-zero", "paging/log-negative",
    ]

    private struct Recorded {
        var name: String
        var method: String
        var path: String
        var headers: [String: String]
        var body: String?
        var status: Int
        var answer: Any?
        var keeps: String?
        var awaits: String?

        init?(_ call: [String: Any]) {
            guard let name = call["name"] as? String, let method = call["method"] as? String,
                let path = call["path"] as? String, let status = call["status"] as? Int
            else { return nil }
            (self.name, self.method, self.path, self.status) = (name, method, path, status)
            self.headers = call["headers"] as? [String: String] ?? [:]
            self.body = call["body"] as? String
            self.answer = call["answer"]
            self.keeps = call["keeps"] as? String
            self.awaits = call["awaits"] as? String
        }
    }

    private static func recorded() throws -> [Recorded] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/kyuubi.json")
        let calls = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]] ?? []
        return calls.compactMap(Recorded.init)
    }

    @Test("each answers as Kyuubi did, but for what the contract or the design demands")
    func replay() async throws {
        let calls = try Self.recorded()
        #expect(calls.count > 230)
        #expect(Set(Self.differences.keys).isSubset(of: calls.map(\.name)))
        try await Gateway.with({ $0.sessions.fetchMaxRows = nil }) { gateway in
            var handles = ["unknown": "2b0a8a2c-0000-4000-8000-000000000000"]
            for call in calls {
                let target = Self.target(call.path, handles)
                if let state = call.awaits, !state.hasPrefix("RUNNING") || call.path.hasSuffix("event") {
                    try await self.await(state, at: target, gateway, call.name)
                }
                let answer = try await self.send(call, target, gateway)
                let expected = Self.differences[call.name]?.status ?? call.status
                #expect(answer.status == expected, "\(call.name): \(answer.text.prefix(300))")
                if let difference = Self.differences[call.name] {
                    #expect(difference.status != call.status, "\(call.name): there is no difference")
                } else if let shape = call.answer {
                    let value = try JSONSerialization.jsonObject(with: Data(answer.text.utf8))
                    let problems = Self.problems(of: value, shape, exact: !Self.enginesOwn.contains(call.name))
                    #expect(problems.isEmpty, "\(call.name): \(problems.joined(separator: "; ")) in \(answer.text)")
                }
                if answer.status >= 400 {
                    #expect(answer.json["message"] is String, "\(call.name): \(answer.text)")
                }
                if let name = call.keeps { handles[name] = answer.identifier }
            }
        }
    }

    /// Puts handles in the place of their names; a name in capitals is a handle in capitals.
    private static func target(_ path: String, _ handles: [String: String]) -> String {
        var target = path
        for (name, handle) in handles {
            target = target.replacingOccurrences(of: "{\(name)}", with: handle)
            target = target.replacingOccurrences(of: "{\(name.uppercased())}", with: handle.uppercased())
        }
        return target
    }

    private func send(_ call: Recorded, _ target: String, _ gateway: Gateway) async throws -> Gateway.Response {
        try await gateway.call(call.method, target, body: call.body) { request in
            request.peer = "127.0.0.1"
            request.contentType = call.headers["Content-Type"].map { [$0] } ?? []
            request.accept = call.headers["Accept"].map { [$0] } ?? []
            request.authorization = call.headers["Authorization"].map { [$0] } ?? []
            request.clientAddress = call.headers["X-Real-IP"].map { [$0] } ?? []
        }
    }

    private func await(_ state: String, at target: String, _ gateway: Gateway, _ name: String) async throws {
        guard let start = target.range(of: "/operations/") else { return }
        let operation = "/api/v1/operations/" + target[start.upperBound...].prefix(36)
        var last = ""
        do {
            try await until("\(name) is \(state)") {
                let event = try await gateway.call("GET", operation + "/event")
                last = event.text
                return event.json["state"] as? String == state
            }
        } catch {
            Issue.record("\(name) is not \(state): \(last)")
        }
    }

    /// What a value lacks of a shape.
    private static func problems(of value: Any, _ shape: Any, exact: Bool, at path: String = "") -> [String] {
        switch shape {
        case let members as [String: Any]:
            guard let object = value as? [String: Any] else {
                // An object in one answer and null in the other is the same member.
                return value is NSNull ? [] : ["\(path) is no object"]
            }
            return members.sorted { $0.key < $1.key }.flatMap { name, shape -> [String] in
                guard let member = object[name] else { return ["\(path).\(name) is missing"] }
                return Self.problems(of: member, shape, exact: exact, at: "\(path).\(name)")
            }
        case let elements as [Any]:
            guard let array = value as? [Any] else { return ["\(path) is no array"] }
            return Self.problems(of: array, elements: elements, exact: exact, at: path)
        case let leaf as String:
            return Self.problem(of: value, leaf: leaf, exact: exact).map { ["\(path) \($0)"] } ?? []
        default:
            return ["\(path) has no shape"]
        }
    }

    private static func problems(of array: [Any], elements: [Any], exact: Bool, at path: String) -> [String] {
        // A list of sessions is in no order: one of them must fit. So must one line of a log.
        if path.isEmpty || elements.first is String {
            guard let shape = elements.first else { return [] }
            let all = array.map { Self.problems(of: $0, shape, exact: exact, at: "\(path)[]") }
            return all.contains([]) ? [] : all.first ?? ["\(path) is empty"]
        }
        guard exact else {
            return zip(array, elements).flatMap { Self.problems(of: $0, $1, exact: false, at: "\(path)[]") }
        }
        guard array.count == elements.count else { return ["\(path) has \(array.count) of \(elements.count) elements"] }
        return zip(array, elements).enumerated().flatMap { index, pair in
            Self.problems(of: pair.0, pair.1, exact: true, at: "\(path)[\(index)]")
        }
    }

    private static func problem(of value: Any, leaf: String, exact: Bool) -> String? {
        let type = Self.type(of: value)
        guard leaf.hasPrefix("=") else {
            return leaf == "null" || type == "null" || type == leaf ? nil : "is a \(type) and no \(leaf)"
        }
        let json = Data(leaf.dropFirst().utf8)
        guard let wanted = try? JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed) as? NSObject
        else { return "has no shape" }
        if !exact {
            let wantedType = Self.type(of: wanted)
            return wantedType == type || [wantedType, type].contains("null") ? nil : "is a \(type) and no \(wantedType)"
        }
        return wanted.isEqual(value) && Self.type(of: wanted) == type ? nil : "is \(value) and not \(wanted)"
    }

    private static func type(of value: Any) -> String {
        switch value {
        case is NSNull: "null"
        case is String: "string"
        case let number as NSNumber: isBoolean(number) ? "boolean" : "number"
        case is [String: Any]: "object"
        default: "array"
        }
    }

    private static func isBoolean(_ number: NSNumber) -> Bool {
        // Foundation gives JSON's true and false this type, and numbers others.
        String(cString: number.objCType) == "c"
    }
}
