import ContractTestKit
import Testing

extension ConformanceTests {
    static let sessions = "/api/v1/sessions"
    static let session = "/api/v1/sessions/{session}"
    static let operation = "/api/v1/operations/{operation}"
    static let open = Exchange("open", "POST \(sessions)", "{}", keeps: "session")

    /// A statement that has ended, kept as `operation`.
    static func run(_ sql: String, keeps name: String = "operation") -> Exchange {
        Exchange(sql, "POST \(self.session)/operations/statement", #"{"statement":"\#(sql)"}"#, keeps: name)
    }

    @Test("1.1 addressing: neither paths outside /api/v1 nor other letters are served")
    func addressing() async throws {
        let all = [
            ("/api/v2/sessions", 404), ("/API/v1/sessions", 404), ("/api/v1", 404), ("/ui", 404), ("/metrics", 404),
            ("/api/v1/sessions/execPool/statistic/", 200), ("/api/v1/sessions/%63ount", 200),
        ]
        try await self.everywhere(all.map { Exchange($0, "GET \($0)", status: $1) })
    }

    @Test("1.4 handles: the canonical form in either case, all else is unknown")
    func handles() async throws {
        let malformed = ["1-1-1-1-1", "x", "%20", "{session}0", "{{session}}"]
        try await self.everywhere(
            [
                Self.open, Self.run("select 1"),
                Exchange("capitals", "GET \(Self.sessions)/{SESSION}", answer: ["sessionType": "string"]),
                Exchange("capitals", "GET /api/v1/operations/{OPERATION}/event", answer: ["state": "string"]),
                Exchange("a session is no operation", "GET /api/v1/operations/{session}/event", status: 404),
                Exchange("an operation is no session", "GET \(Self.sessions)/{operation}", status: 404),
            ] + malformed.map { Exchange("malformed \($0)", "GET \(Self.sessions)/\($0)", status: 404) }
        )
    }

    @Test("1.5 authentication: NONE takes a name as it is, and refuses what it cannot read")
    func authentication() async throws {
        let challenge = ["WWW-Authenticate": "Basic realm=\"kyuubi\""]
        func event(_ user: String) -> Exchange {
            Exchange("is \(user)", "GET \(Self.session)", answer: ["user": .text("=\"\(user)\"")])
        }
        func opened(_ authorization: String) -> Exchange {
            let headers = ["Authorization": authorization]
            return Exchange(authorization, "POST \(Self.sessions)", "{}", headers: headers, keeps: "session")
        }
        func refused(_ authorization: String, _ status: Int, _ fields: [String: String]? = nil) -> Exchange {
            let headers = ["Authorization": authorization]
            return Exchange(authorization, "GET \(Self.session)", headers: headers, status: status, fields: fields)
        }
        try await self.everywhere(
            [
                Self.open, event("anonymous"), opened("Basic YW5uOnB3"), event("ann"), opened("BASIC YW5uOnB3"),
                event("ann"),
                opened("Basic YW5u"), event("ann"), opened("Basic OnB3"), event("anonymous"),
                refused("Basic %%%", 401, challenge), refused("Bearer abc", 401, challenge),
                refused("Negotiate abc", 401, challenge), refused("Basic", 403),
                Exchange("open to all", "GET /api/openapi.json", headers: ["Authorization": "Basic %%%"]),
            ]
        )
    }

    @Test("1.5 identity: the proxy user, and the address that a trusted proxy tells")
    func identity() async throws {
        let named = #"{"configs":{"kyuubi.session.proxy.user":"bob","hive.server2.proxy.user":"eve"}}"#
        let headers = ["Authorization": "Basic YW5uOnB3", "X-Real-IP": "203.0.113.9"]
        try await self.everywhere(
            [
                Exchange("open as bob", "POST \(Self.sessions)", named, headers: headers, keeps: "session"),
                Exchange(
                    "is bob",
                    "GET \(Self.session)",
                    answer: [
                        "user": "=\"bob\"", "clientIp": "=\"203.0.113.9\"", "clientIP": "=\"203.0.113.9\"",
                        "conf": [
                            "kyuubi.session.real.user": "=\"ann\"", "kyuubi.client.ipAddress": "=\"203.0.113.9\"",
                            "kyuubi.server.ipAddress": "string", "kyuubi.session.connection.url": "string",
                        ],
                    ]
                ),
                // Nobody owns a handle where there is no authentication.
                Exchange("asked by another", "GET \(Self.session)/info/17", headers: ["Authorization": "Basic eDo="]),
            ]
        )
    }

    /// Every call with a handle in its path, and the beginning of what it says of one that is unknown.
    private static let withHandle: [(request: String, body: String?, says: String)] =
        [
            ("GET \(sessions)/H", nil, "Invalid H"),
            ("DELETE \(sessions)/H", nil, "Invalid session handle: H"),
            ("GET \(sessions)/H/info/13", nil, "Unrecognized GetInfoType value: 13"),
            ("GET \(sessions)/H/operations", nil, ""),
        ]
        + [
            ("statement", "Error executing statement"), ("typeInfo", "Error getting type information"),
            ("catalogs", "Error getting catalogs"), ("schemas", "Error getting schemas"),
            ("tables", "Error getting tables"), ("tableTypes", "Error getting table types"),
            ("columns", "Error getting columns"), ("functions", "Error getting functions"),
            ("primaryKeys", "Error getting primary keys"), ("crossReference", "Error getting cross reference"),
        ].map { ("POST \(sessions)/H/operations/\($0)", #"{"statement":"select 1"}"#, $1) }
        + [
            ("GET /api/v1/operations/H/event", nil, "Error getting an operation event"),
            (
                "GET /api/v1/operations/H/resultsetmetadata", nil,
                "Error getting result set metadata for operation handle H"
            ),
            ("GET /api/v1/operations/H/log", nil, "Error getting operation log for operation handle H"),
            ("GET /api/v1/operations/H/rowset", nil, "Error getting result row set for operation handle H"),
            ("PUT /api/v1/operations/H", #"{"action":"close"}"#, "Error applying close for operation handle H"),
        ]

    @Test("1.6 errors: unknown, malformed and closed handles are 404 with the call's prefix, at every call")
    func unknownHandles() async throws {
        var exchanges = [
            Self.open, Self.run("select 1"), Exchange("close", "PUT \(Self.operation)", #"{"action":"close"}"#),
            Exchange("open, to be closed", "POST \(Self.sessions)", "{}", keeps: "closed"),
            Exchange("close", "DELETE \(Self.sessions)/{closed}"),
        ]
        for (request, body, says) in Self.withHandle {
            for handle in ["{unknown}", "nonsense", request.contains("/operations/H") ? "{operation}" : "{closed}"] {
                let name = "\(request) of \(handle)"
                let text = says.replacing("H", with: handle)
                let path = request.replacing("H", with: handle)
                exchanges.append(Exchange(name, path, body, status: 404, says: #"{"message":"\#(text)"#))
            }
        }
        try await self.everywhere(exchanges)
    }

    @Test("1.6 errors: unknown path 404, other method 405 with Allow, a number that is none")
    func errors() async throws {
        let methods = [
            ("PUT \(Self.sessions)", "POST,GET,HEAD,OPTIONS"), ("POST \(Self.session)", "GET,HEAD,DELETE,OPTIONS"),
            ("GET \(Self.session)/operations/statement", "POST,OPTIONS"), ("DELETE \(Self.operation)", "PUT,OPTIONS"),
            ("POST \(Self.operation)/event", "GET,HEAD,OPTIONS"), ("DELETE \(Self.sessions)/count", "GET,HEAD,OPTIONS"),
        ]
        try await self.everywhere(
            [
                Self.open, Self.run("select 1"),
                Exchange("unknown path", "GET /api/v1/x", status: 404, says: #"{"message":"HTTP 404 Not Found"}"#),
                Exchange(
                    "of a session",
                    "GET \(Self.session)/x",
                    status: 404,
                    says: #"{"message":"HTTP 404 Not Found"}"#
                ),
                Exchange("of an operation", "GET \(Self.operation)/x", status: 404),
                Exchange("info of no number", "GET \(Self.session)/info/x", status: 404, says: "HTTP 404 Not Found"),
                Exchange(
                    "maxrows of no number",
                    "GET \(Self.operation)/rowset?maxrows=x",
                    status: 400,
                    says: "maxrows"
                ),
                Exchange("maxrows of no number", "GET \(Self.operation)/log?maxrows=x", status: 400, says: "maxrows"),
            ]
                + methods.map {
                    Exchange(
                        $0,
                        $0,
                        status: 405,
                        says: #"{"message":"HTTP 405 Method Not Allowed"}"#,
                        fields: ["Allow": $1]
                    )
                }
        )
    }
}
