import ContractTestKit
import JSONTestKit
import Testing

extension ConformanceTests {
    @Test("3.1 opening: what is refused, and what the prefixes of keys are")
    func opening() async throws {
        let prefixed =
            #"{"protocolVersion":10,"user":"eve","configs":{"set:hiveconf:a.b":"1","set:hivevar:c":"2","set:d":"3"}}"#
        func refused(_ name: String, _ body: String, says: String? = nil) -> Exchange {
            Exchange(name, "POST \(Self.sessions)", body, status: 400, says: says)
        }
        try await self.everywhere(
            [
                Exchange(
                    "prefixed keys",
                    "POST \(Self.sessions)",
                    prefixed,
                    answer: ["identifier": "string", "kyuubiInstance": "string"],
                    fields: ["Location": ""],
                    keeps: "session"
                ),
                Exchange(
                    "as they were sent",
                    "GET \(Self.session)",
                    answer: [
                        "clientVersion": "=10", "user": "=\"anonymous\"",
                        "conf": ["set:hiveconf:a.b": "=\"1\"", "set:hivevar:c": "=\"2\"", "set:d": "=\"3\""],
                    ]
                ),
                refused("protocol 11", #"{"protocolVersion":11}"#, says: "Error opening session for"),
                refused("protocol -1", #"{"protocolVersion":-1}"#, says: "Error opening session for"),
                refused("env", #"{"configs":{"set:env:HOME":"x"}}"#, says: "env:* variables can not be set"),
                refused("empty", ""), refused("null", "null"), refused("a number", "5"),
                refused("configs", #"{"configs":[]}"#),
            ]
        )
    }

    @Test("3.1 opening: a namespace that does not exist fails the session's calls, not the session")
    func namespace() async throws {
        let body = #"{"configs":{"use:database":"no_such_database"}}"#
        try await self.everywhere(
            [
                Exchange("open", "POST \(Self.sessions)", body, keeps: "session"),
                Exchange(
                    "run",
                    "POST \(Self.session)/operations/statement",
                    #"{"statement":"select 1"}"#,
                    status: 422,
                    says: "no_such_database"
                ),
                Exchange(
                    "event",
                    "GET \(Self.session)",
                    answer: ["exception": ["message": "string", "stackTrace": []]]
                ),
                Exchange("close", "DELETE \(Self.session)"),
            ]
        )
    }

    private static let sessionData: JSON = [
        "identifier": "string", "remoteId": "string", "user": "string", "ipAddr": "string", "conf": [:],
        "createTime": "number", "duration": "number", "idleTime": "number", "exception": "string",
        "sessionType": "=\"INTERACTIVE\"", "kyuubiInstance": "string", "engineId": "string", "engineName": "string",
        "engineUrl": "string", "sessionName": "=\"walked\"", "totalOperations": "number",
    ]

    @Test("3.2 to 3.7 sessions: list, event, count, pool, close; secrets are not shown")
    func sessions() async throws {
        let configs = #"{"configs":{"kyuubi.session.name":"walked","my.password":"p","plain":"a secret here"}}"#
        let redacted = "=\"*********(redacted)\""
        let pool: JSON = ["execPoolSize": "number", "execPoolActiveCount": "number", "execPoolWorkQueueSize": "number"]
        try await self.everywhere(
            [
                Exchange("open", "POST \(Self.sessions)", configs, keeps: "session"),
                Exchange("list", "GET \(Self.sessions)", answer: [Self.sessionData]),
                Exchange(
                    "event",
                    "GET \(Self.session)",
                    answer: ["conf": ["my.password": .text(redacted), "plain": .text(redacted)], "endTime": "=-1"]
                ),
                Exchange("operations of a fresh session", "GET \(Self.session)/operations", says: "[]"),
                Self.run("select 1"),
                Exchange("its operations", "GET \(Self.session)/operations", answer: [Self.operationData]),
                Exchange("its total", "GET \(Self.session)", answer: ["totalOperations": "=1"]),
                Exchange("count", "GET \(Self.sessions)/count", answer: ["openSessionCount": "number"]),
                Exchange("pool", "GET \(Self.sessions)/execPool/statistic", answer: pool),
                Exchange("close", "DELETE \(Self.session)"),
                Exchange("its operation is gone", "GET \(Self.operation)/event", status: 404),
                Exchange("again", "DELETE \(Self.session)", status: 404, says: "Invalid session handle: {session}"),
            ]
        )
    }

    /// Section 9.3.
    private static let operationData: JSON = [
        "identifier": "string", "remoteId": "string", "statement": "=\"select 1\"", "state": "=\"FINISHED_STATE\"",
        "createTime": "number", "startTime": "number", "completeTime": "number", "exception": "=\"\"",
        "sessionId": "string", "sessionUser": "=\"anonymous\"", "sessionType": "=\"INTERACTIVE\"",
        "kyuubiInstance": "string", "metrics": ["fetchLogCount": "=\"0\"", "fetchResultsCount": "=\"0\""],
        "progress": "null",
    ]

    @Test("3.5 and 11.3 server information: names, texts, 404, and a session unharmed")
    func information() async throws {
        let served = [
            (13, "CLI_SERVER_NAME"), (17, "CLI_DBMS_NAME"), (18, "CLI_DBMS_VER"), (30, "CLI_MAX_COLUMN_NAME_LEN"),
            (32, "CLI_MAX_SCHEMA_NAME_LEN"), (35, "CLI_MAX_TABLE_NAME_LEN"), (10006, "CLI_ODBC_KEYWORDS"),
        ]
        let refused = ["0", "99999", "-1"]
        try await self.everywhere(
            [Self.open]
                + served.map { number, name in
                    let answer: JSON = ["infoType": .text("=\"\(name)\""), "infoValue": "string"]
                    return Exchange(name, "GET \(Self.session)/info/\(number)", answer: answer)
                }
                + refused.map {
                    let says = "Unrecognized GetInfoType value: \($0)"
                    return Exchange("info \($0)", "GET \(Self.session)/info/\($0)", status: 404, says: says)
                } + [Self.run("select 1")]
        )
    }

    /// Section 9.1, with both spellings.
    @Test("9.1 the session's event has every member, with its type")
    func sessionEvent() async throws {
        try await self.everywhere(
            [
                Self.open, Self.run("select 1"),
                Exchange(
                    "event",
                    "GET \(Self.session)",
                    answer: [
                        "sessionId": "string", "clientVersion": "=0", "sessionType": "=\"INTERACTIVE\"",
                        "sessionName": "=\"\"", "remoteSessionId": "string", "engineId": "string",
                        "engineName": "string",
                        "engineUrl": "string", "user": "string", "clientIp": "string", "clientIP": "string",
                        "serverIp": "string", "serverIP": "string", "conf": [:], "eventTime": "number",
                        "openedTime": "number", "startTime": "number", "endTime": "=-1", "totalOperations": "=1",
                        "exception": "=null", "eventType": "=\"kyuubi_session\"",
                    ]
                ),
            ]
        )
    }

    @Test("6 batches, 7 administration and 8: what is served, and 404 for what is not there")
    func rest() async throws {
        let missing = [
            "GET /api/v1/batches", "GET /api/v1/batches/{unknown}", "DELETE /api/v1/batches/{unknown}",
            "GET /api/v1/batches/{unknown}/localLog", "GET /api/v1/admin/sessions", "GET /api/v1/admin/operations",
            "GET /api/v1/admin/engine", "GET /api/v1/admin/server", "GET /api/v1/admin/batch/count",
            "GET /api/v1/exception",
        ]
        try await self.everywhere(
            [
                Exchange("ping", "GET /api/v1/ping", says: "pong"), Exchange("ping", "POST /api/v1/ping", status: 405),
                Exchange("version", "GET /api/v1/version", answer: ["version": "string"]),
                Exchange("web UI", "GET /api/v1/webui/config", answer: ["engineUIProxyEnabled": "=false"]),
                Exchange("OpenAPI", "GET /api/openapi.json", says: #""title":"Apache Kyuubi REST API Documentation""#),
                Exchange("OpenAPI", "GET /api/openapi.yaml", says: "openapi:"),
            ] + missing.map { Exchange($0, $0, status: 404, says: #"{"message":"HTTP 404 Not Found"}"#) }
        )
    }
}
