import Testing

@testable import RestAPI

/// Contract, sections 1.1 and 1.2: one row a rule.
@Suite("Rules of every request")
struct RequestRuleTests {
    /// A request, and what comes of it. `S` and `O` in a target stand for an open session and a finished operation of 3 rows.
    struct Rule: Sendable, CustomTestStringConvertible {
        var rule: String
        var method = "GET"
        var target: String
        var body: String?
        var type = ["application/json"]
        var accept: [String] = []
        var authorization: [String] = []
        var status = 200
        /// What the body's text begins with.
        var text = ""
        /// Fields of the answer's head.
        var fields: [String: String] = [:]

        var testDescription: String { "\(self.rule): \(self.method) \(self.target)" }
    }

    static let sessions = "/api/v1/sessions"
    static let notFound = #"{"message":"HTTP 404 Not Found"}"#
    static let ids = #"{"identifier":""#
    static let empty = #"{"rows":[],"rowCount":0}"#
    static let one = #"{"rows":[{"fields":[{"dataType":"I32_VAL","value":0}]}],"rowCount":1}"#

    static let addressing: [Rule] = [
        Rule(rule: "paths are case-sensitive", target: "/api/v1/Sessions", status: 404, text: notFound),
        Rule(rule: "paths are case-sensitive", target: "\(sessions)/execpool/statistic", status: 404, text: notFound),
        Rule(rule: "paths are case-sensitive", target: "O/resultSetMetadata", status: 404, text: notFound),
        Rule(rule: "words win over handles", target: "\(sessions)/count", text: #"{"openSessionCount":1}"#),
        Rule(
            rule: "words win over handles",
            method: "DELETE",
            target: "\(sessions)/count",
            status: 405,
            fields: ["Allow": "GET,HEAD,OPTIONS"]
        ),
        Rule(rule: "a slash at the end", target: "\(sessions)/", text: "[{"),
        Rule(rule: "a slash at the end", target: "O/event/", text: #"{"statementId":""#),
        Rule(rule: "a slash at the end", method: "POST", target: "\(sessions)/", body: "{}", text: ids),
        Rule(rule: "two slashes", method: "POST", target: "/\(sessions)", body: "{}", status: 404),
        Rule(rule: "query names are case-sensitive", target: "O/rowset?maxRows=1&MAXROWS=1", text: #"{"rows":[{"#),
        Rule(rule: "unknown query names are ignored", target: "O/rowset?x=1&maxrows=1&&=&y", text: one),
        Rule(rule: "of a repeated name the first counts", target: "O/rowset?maxrows=1&maxrows=5", text: one),
        Rule(rule: "an empty number is as if absent", target: "O/rowset?maxrows=", text: #"{"rows":[{"#),
        Rule(rule: "an empty number is as if absent", target: "O/log?maxrows=", text: #"{"logRowSet":["#),
        Rule(rule: "a name alone is empty", target: "O/rowset?maxrows", text: #"{"rows":[{"#),
        Rule(rule: "an empty text is taken literally", target: "O/rowset?fetchorientation=", status: 400),
        Rule(rule: "an empty text is taken literally", target: "O/log?fetchorientation=", status: 400),
        Rule(rule: "a query is percent-decoded", target: "O/rowset?max%72ows=%31", text: one),
        Rule(rule: "a number that is none is 400", target: "O/rowset?maxrows=abc", status: 400),
        Rule(rule: "a number that is none is 400", target: "O/rowset?maxrows=1.5", status: 400),
        Rule(rule: "a number that is none is 400", target: "O/rowset?maxrows=2147483648", status: 400),
        Rule(rule: "the largest number", target: "O/rowset?maxrows=2147483647", text: #"{"rows":[{"#),
        Rule(rule: "a negative number", target: "O/rowset?maxrows=-1", text: empty),
        Rule(rule: "HEAD is answered like GET", method: "HEAD", target: "\(sessions)/count"),
        Rule(
            rule: "HEAD is no method of what only POST has",
            method: "HEAD",
            target: "S/operations/statement",
            status: 405
        ),
        Rule(
            rule: "OPTIONS tells the methods, empty, without credentials",
            method: "OPTIONS",
            target: sessions,
            authorization: ["Nonsense"],
            fields: ["Allow": "POST,GET,HEAD,OPTIONS", "Content-Type": "", "Access-Control-Allow-Origin": ""]
        ),
        Rule(
            rule: "OPTIONS tells the methods",
            method: "OPTIONS",
            target: "O",
            fields: ["Allow": "PUT,OPTIONS"]
        ),
        Rule(rule: "/api leads to /api/", target: "/api", status: 302, fields: ["Location": "/api/"]),
        Rule(rule: "/api leads to /api/", target: "/api?x=1", status: 302, fields: ["Location": "/api/"]),
        Rule(rule: "/api/ is nothing", target: "/api/", status: 404, text: notFound),
        Rule(rule: "/ is nothing", target: "/", status: 404, text: notFound),
        Rule(rule: "creations are 200", method: "POST", target: sessions, body: "{}", fields: ["Location": ""]),
        Rule(
            rule: "empty answers are 200",
            method: "PUT",
            target: "O",
            body: #"{"action":"cancel"}"#,
            fields: ["Content-Type": ""]
        ),
    ]

    static let bodies: [Rule] = [
        ("parameters of the type", #"{}"#, ["application/json;charset=utf-8"], 200),
        ("letters of the type", #"{}"#, ["Application/JSON; charset=\"utf-8\""], 200),
        ("another type", #"{}"#, ["text/plain"], 415), ("another type", #"{}"#, ["text/json"], 415),
        ("another type", #"{}"#, ["application/vnd.x+json"], 415), ("no type", #"{}"#, [], 415),
        ("no body at all", "", [], 400), ("no body, whatever the type", "", ["text/plain"], 400),
        ("null", "null", ["application/json"], 400), ("an array", "[]", ["application/json"], 400),
        ("a text", #""x""#, ["application/json"], 400), ("malformed", #"{"configs":"#, ["application/json"], 400),
        ("a byte order mark", "\u{FEFF}{}", ["application/json"], 200),
        ("white space around", " \r\n\t{} \n", ["application/json"], 200),
        ("bytes behind", "{} tail", ["application/json"], 400), ("two documents", "{}{}", ["application/json"], 400),
    ].map {
        Rule(rule: $0, method: "POST", target: sessions, body: $1, type: $2, status: $3, text: $3 == 200 ? ids : "")
    }

    static let types: [Rule] = [
        Rule(
            rule: "a body of another type where none is wanted",
            target: "\(sessions)/count",
            body: "x",
            type: ["text/plain"],
            status: 415,
            text: #"{"message":"HTTP 415 Unsupported Media Type"}"#
        ),
        Rule(rule: "a body where none is wanted is not read", target: "\(sessions)/count", body: "{nonsense"),
        Rule(rule: "a type without a body", target: "\(sessions)/count", type: ["text/plain"]),
        Rule(rule: "a type without a body", target: "S", type: ["text/plain"]),
        Rule(rule: "a type without a body", target: "O/event", type: ["application/xml"]),
        Rule(rule: "Accept of everything", target: "\(sessions)/count", accept: ["*/*"]),
        Rule(
            rule: "Accept without what there is",
            target: "\(sessions)/count",
            accept: ["text/html"],
            status: 406,
            text: #"{"message":"HTTP 406 Not Acceptable"}"#
        ),
        Rule(rule: "Accept of text", target: "/api/v1/ping", accept: ["text/plain"], text: "pong"),
        Rule(rule: "Accept without text", target: "/api/v1/ping", accept: ["application/json"], status: 406),
    ]

    @Test("addresses, queries and methods", arguments: addressing)
    func addresses(_ rule: Rule) async throws {
        try await self.check(rule)
    }

    @Test("what a body must be", arguments: bodies)
    func body(_ rule: Rule) async throws {
        try await self.check(rule)
    }

    @Test("types of bodies and answers", arguments: types)
    func type(_ rule: Rule) async throws {
        try await self.check(rule)
    }

    private func check(_ rule: Rule) async throws {
        try await Gateway.with({ $0.sessions.fetchMaxRows = nil }) { gateway in
            let session = try await gateway.open()
            let operation = try await gateway.run("select i::int i from range(3) t(i)", in: session)
            var target = rule.target
            if target.hasPrefix("S") { target = session + target.dropFirst() }
            if target.hasPrefix("O") { target = operation + target.dropFirst() }
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

    /// A body of `POST …/statement`, and the status.
    static let coercions: [(String, Int)] = [
        (#"{"statement":"select 1","nonsense":{"a":[1]}}"#, 200),
        (#"{"statement":"selec","statement":"select 1"}"#, 200),
        (#"{"statement":"select 1","statement":"selec"}"#, 422),
        (#"{"statement":"select 1","runAsync":null,"queryTimeout":null,"confOverlay":null}"#, 200),
        (#"{"statement":"select 1","queryTimeout":"9"}"#, 200), (#"{"statement":"select 1","queryTimeout":9.7}"#, 200),
        (#"{"statement":"select 1","queryTimeout":9e1}"#, 200), (#"{"statement":"select 1","queryTimeout":""}"#, 200),
        (#"{"statement":"select 1","queryTimeout":-5}"#, 200),
        // Kyuubi reads 64 bits here.
        (#"{"statement":"select 1","queryTimeout":9999999999}"#, 200),
        (#"{"statement":"select 1","queryTimeout":99999999999999999999}"#, 400),
        (#"{"statement":"select 1","queryTimeout":"abc"}"#, 400),
        (#"{"statement":"select 1","queryTimeout":"9.7"}"#, 400),
        (#"{"statement":"select 1","queryTimeout":true}"#, 400), (#"{"statement":"select 1","queryTimeout":[]}"#, 400),
        (#"{"statement":"select 1","queryTimeout":{}}"#, 400),
        (#"{"statement":"select 1","runAsync":"true"}"#, 200), (#"{"statement":"select 1","runAsync":"TRUE"}"#, 200),
        (#"{"statement":"select 1","runAsync":1}"#, 200), (#"{"statement":"select 1","runAsync":0}"#, 200),
        (#"{"statement":"select 1","runAsync":""}"#, 200), (#"{"statement":"select 1","runAsync":"yes"}"#, 400),
        (#"{"statement":"select 1","runAsync":"tRUE"}"#, 400), (#"{"statement":"select 1","runAsync":1.5}"#, 400),
        (#"{"statement":"select 1","runAsync":[true]}"#, 400),
        (#"{"statement":"select 1","confOverlay":{"a":"b","c":5,"d":true,"e":null,"f":1.50}}"#, 200),
        (#"{"statement":"select 1","confOverlay":""}"#, 200), (#"{"statement":"select 1","confOverlay":"x"}"#, 400),
        (#"{"statement":"select 1","confOverlay":[]}"#, 400),
        (#"{"statement":"select 1","confOverlay":{"a":[]}}"#, 400),
        (#"{"statement":"select 1","confOverlay":5}"#, 400),
        // A number's text is no statement of DuckDB's.
        (#"{"statement":5}"#, 422), (#"{"statement":""}"#, 200), (#"{"statement":null}"#, 400), (#"{}"#, 400),
        (#"{"statement":{}}"#, 400), (#"{"Statement":"select 1"}"#, 400),
    ]

    @Test("conversions of members", arguments: coercions)
    func coercion(_ body: String, _ status: Int) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let response = try await gateway.call("POST", "\(session)/operations/statement", body: body)
            #expect(response.status == status, "\(response.text)")
            if status == 400 { #expect(response.message.hasPrefix("Error executing statement: ")) }
        }
    }

    @Test(
        "what a member becomes",
        arguments: [("9", 9), (#""9""#, 9), ("9.7", 9), ("null", 0), (#""""#, 0), ("1e1", 10)]
    )
    func protocolVersion(_ text: String, _ version: Int) async throws {
        try await Gateway.with { gateway in
            let opened = try await gateway.call("POST", Self.sessions, body: #"{"protocolVersion":\#(text)}"#)
            let event = try await gateway.call("GET", "\(Self.sessions)/\(opened.identifier)").json
            #expect(event["clientVersion"] as? Int == version)
        }
    }

    @Test("the seed's members of an open are accepted and mean nothing")
    func seed() async throws {
        try await Gateway.with { gateway in
            let body = #"{"user":"eve","password":"x","ipAddr":"10.1.2.3","configs":{"a":5,"b":true,"c":null}}"#
            let opened = try await gateway.call("POST", Self.sessions, body: body)
            let event = try await gateway.call("GET", "\(Self.sessions)/\(opened.identifier)").json
            #expect(event["user"] as? String == "anonymous" && event["clientIp"] as? String == "10.9.9.9")
            let conf = event["conf"] as? [String: String]
            #expect(conf?["a"] == "5" && conf?["b"] == "true" && conf?["c"] == nil)
        }
    }
}
