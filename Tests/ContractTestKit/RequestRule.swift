/// A request, and what comes of it: a row of the contract's sections 1.1 and 1.2.
public struct RequestRule: Sendable, CustomStringConvertible {
    /// What is so.
    public var rule: String
    /// By default GET.
    public var method = "GET"
    /// `S` and `O` at its beginning stand for the paths of an open session and of a finished operation of 3 rows.
    public var target: String
    /// What is sent; `nil` for no body.
    public var body: String?
    /// Of the body, and of none where there is none.
    public var type = ["application/json"]
    /// `Accept`, none or one.
    public var accept: [String] = []
    /// `Authorization`, none or one.
    public var authorization: [String] = []
    /// The answer's.
    public var status = 200
    /// What the answer's text begins with.
    public var text = ""
    /// Fields of the answer's head; empty for none.
    public var fields: [String: String] = [:]

    /// Its name in reports.
    public var description: String {
        "\(self.rule): \(self.method) \(self.target)\(self.body.map { " \($0)" } ?? "")"
    }

    /// The target, of a session and an operation.
    public func target(session: String, operation: String) -> String {
        switch self.target.first {
        case "S": session + self.target.dropFirst()
        case "O": operation + self.target.dropFirst()
        default: self.target
        }
    }

    /// Every rule.
    public static let all = Self.addressing + Self.bodies + Self.types + Self.conversions

    /// The path of sessions.
    public static let sessions = "/api/v1/sessions"
    /// The rule with a session and an operation of its own.
    public var exchanges: [Exchange] {
        let rows = #"{"statement":"select i::int i from range(3) t(i)"}"#
        let target = self.target(session: "\(Self.sessions)/{session}", operation: "/api/v1/operations/{operation}")
        var exchange = Exchange(
            self.description,
            "\(self.method) \(target)",
            self.body,
            status: self.status,
            says: self.text.isEmpty ? nil : self.text
        )
        exchange.headers = [:]
        for (name, values) in [
            ("Content-Type", self.type), ("Accept", self.accept), ("Authorization", self.authorization),
        ] {
            exchange.headers[name] = values.first
        }
        exchange.fields = self.fields
        return [
            Exchange("open", "POST \(Self.sessions)", "{}", keeps: "session"),
            Exchange("run", "POST \(Self.sessions)/{session}/operations/statement", rows, keeps: "operation"),
            exchange,
            Exchange("close", "DELETE \(Self.sessions)/{session}"),
        ]
    }

    static let notFound = #"{"message":"HTTP 404 Not Found"}"#
    static let ids = #"{"identifier":""#
    static let empty = #"{"rows":[],"rowCount":0}"#
    static let one = #"{"rows":[{"fields":[{"dataType":"I32_VAL","value":0}]}],"rowCount":1}"#
}
