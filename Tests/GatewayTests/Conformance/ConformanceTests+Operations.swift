import ContractTestKit
import JSONTestKit
import Testing

extension ConformanceTests {
    static let statement = "POST \(session)/operations/statement"
    /// Runs until it is stopped.
    static let endless =
        #"{"statement":"select sum(a.range + b.range + c.range) from range(100000) a, range(100000) b, range(100000) c","#
        + #""runAsync":true}"#

    @Test("3.8 statements: what is refused, and what a synchronous failure leaves")
    func statements() async throws {
        let prefix = #"{"message":"Error executing statement: "#
        func refused(_ name: String, _ body: String, _ status: Int) -> Exchange {
            Exchange(name, Self.statement, body, status: status, says: prefix)
        }
        try await self.everywhere(
            [
                Self.open, refused("no member", "{}", 400), refused("null", #"{"statement":null}"#, 400),
                refused("no body", "", 400), refused("U+0000", #"{"statement":"select 1\u0000"}"#, 400),
                refused("syntax", #"{"statement":"selec 1"}"#, 422),
                refused("no such table", #"{"statement":"select * from no_such_table","runAsync":false}"#, 422),
                refused(
                    "another language",
                    #"{"statement":"1","confOverlay":{"kyuubi.operation.language":"SCALA"}}"#,
                    501
                ),
                Exchange("nothing is left", "GET \(Self.session)/operations", says: "[]"),
                Exchange(
                    "tableTypes is an array",
                    "POST \(Self.session)/operations/tables",
                    #"{"tableTypes":"X"}"#,
                    status: 400
                ),
                Exchange("a body is wanted", "POST \(Self.session)/operations/tables", "", status: 400),
                Exchange("none is wanted", "POST \(Self.session)/operations/tableTypes", ""),
            ]
        )
    }

    @Test("3.8 statements: without columns one is made up, and there are no rows")
    func withoutColumns() async throws {
        try await self.everywhere(
            [
                Self.open, Self.run("create temp table walked (i int)"),
                Exchange("event", "GET \(Self.operation)/event", answer: ["state": "=\"FINISHED_STATE\""]),
                Exchange(
                    "columns",
                    "GET \(Self.operation)/resultsetmetadata",
                    answer: ["columns": [["columnName": "=\"Result\"", "dataType": "=\"STRING_TYPE\""]]]
                ),
                Exchange("rows", "GET \(Self.operation)/rowset", answer: ["rows": [], "rowCount": "=0"]),
            ]
        )
    }

    @Test("4.1 and 9.2 the operation's event has every member, with its type")
    func operationEvent() async throws {
        try await self.everywhere(
            [
                Self.open, Self.run("select 1"), Exchange("a fetch", "GET \(Self.operation)/rowset"),
                Exchange(
                    "event",
                    "GET \(Self.operation)/event",
                    answer: [
                        "statementId": "string", "remoteId": "string", "statement": "=\"select 1\"",
                        "shouldRunAsync": "=false", "state": "=\"FINISHED_STATE\"", "eventTime": "number",
                        "createTime": "number", "startTime": "number", "completeTime": "number", "exception": "=null",
                        "sessionId": "string", "sessionUser": "=\"anonymous\"", "sessionType": "=\"INTERACTIVE\"",
                        "kyuubiInstance": "string",
                        "metrics": ["fetchLogCount": "=\"0\"", "fetchResultsCount": "=\"1\""],
                        "progress": "=null", "eventType": "=\"kyuubi_operation\"",
                    ],
                    awaits: "FINISHED_STATE"
                ),
            ]
        )
    }

    @Test("4.2, 4.3, 4.5 and 9.4: what a failed operation says")
    func failed() async throws {
        let body = #"{"statement":"select * from no_such_table","runAsync":true}"#
        let exception: JSON = [
            "message": "string", "localizedMessage": "string", "cause": "=null", "stackTrace": [], "suppressed": [],
            "sqlstate": "string", "errorCode": "number", "nextException": "=null",
        ]
        try await self.everywhere(
            [
                Self.open, Exchange("run", Self.statement, body, keeps: "operation"),
                Exchange(
                    "event",
                    "GET \(Self.operation)/event",
                    answer: ["state": "=\"ERROR_STATE\"", "exception": exception],
                    awaits: "ERROR_STATE"
                ),
                Exchange("columns", "GET \(Self.operation)/resultsetmetadata", status: 422, says: "no_such_table"),
                Exchange("rows", "GET \(Self.operation)/rowset", status: 422, says: "no_such_table"),
                Exchange("its log", "GET \(Self.operation)/log", answer: ["rowCount": "number"]),
                Exchange("cancel", "PUT \(Self.operation)", #"{"action":"cancel"}"#),
                Exchange("unchanged", "GET \(Self.operation)/event", answer: ["state": "=\"ERROR_STATE\""]),
            ]
        )
    }

    @Test("4.2 and 11.1: running, cancelled, closed; columns and rows are 409 meanwhile")
    func cancelled() async throws {
        let says = "Error getting result row set for operation handle {operation}: "
        func action(_ name: String, status: Int = 200, says: String? = nil) -> Exchange {
            Exchange(name, "PUT \(Self.operation)", #"{"action":"\#(name)"}"#, status: status, says: says)
        }
        try await self.everywhere(
            [
                Self.open, Exchange("run", Self.statement, Self.endless, keeps: "operation"),
                Exchange(
                    "event",
                    "GET \(Self.operation)/event",
                    answer: ["state": "=\"RUNNING_STATE\"", "completeTime": "=0", "shouldRunAsync": "=true"],
                    awaits: "RUNNING_STATE"
                ),
                Exchange("rows", "GET \(Self.operation)/rowset", status: 409, says: says),
                action(
                    "dance",
                    status: 400,
                    says: "Error applying dance for operation handle {operation}: Invalid action dance"
                ),
                Exchange("no action", "PUT \(Self.operation)", "{}", status: 400),
                Exchange("no body", "PUT \(Self.operation)", "", status: 400),
                Exchange("null", "PUT \(Self.operation)", "null", status: 400),
                action("CANCEL"), action("cancel"),
                Exchange(
                    "cancelled",
                    "GET \(Self.operation)/event",
                    answer: ["state": "=\"CANCELED_STATE\"", "exception": "null"],
                    awaits: "CANCELED_STATE"
                ),
                Exchange("rows", "GET \(Self.operation)/rowset", status: 409, says: "CANCELED"),
                action("Close"),
                action("close", status: 404, says: "Error applying close for operation handle {operation}"),
                Exchange("the session goes on", Self.statement, #"{"statement":"select 1"}"#),
            ]
        )
    }

    @Test("3.8 and 12 time-outs: TIMEDOUT from V9 on, CANCELED before; cancelling then changes nothing")
    func timeouts() async throws {
        let body = Self.endless.dropLast() + #","queryTimeout":1}"#
        try await self.everywhere(
            ([(7, "CANCELED_STATE"), (8, "TIMEDOUT_STATE")] as [(Int, String)]).flatMap { version, state in
                [
                    Exchange("open", "POST \(Self.sessions)", #"{"protocolVersion":\#(version)}"#, keeps: "session"),
                    Exchange("run", Self.statement, String(body), keeps: "operation"),
                    Exchange("event", "GET \(Self.operation)/event", answer: ["completeTime": "number"], awaits: state),
                    Exchange("rows", "GET \(Self.operation)/rowset", status: 409),
                    Exchange("cancel", "PUT \(Self.operation)", #"{"action":"cancel"}"#),
                    Exchange("unchanged", "GET \(Self.operation)/event", answer: ["state": .text("=\"\(state)\"")]),
                ]
            }
        )
    }
}
