/// Whole objects, as a node answers them.
extension Examples {
    static let sessionData: DocumentValue = [
        "identifier": .text(session), "remoteId": "duckdb-1/1", "user": "ada", "ipAddr": "127.0.0.1",
        "conf": .object(conf),
        "createTime": .integer(time), "duration": 1200, "idleTime": 0, "exception": "", "sessionType": "INTERACTIVE",
        "kyuubiInstance": .text(instance), "engineId": "duckdb-1", "engineName": "DuckDB v2.0.1", "engineUrl": "",
        "sessionName": "demo", "totalOperations": 1,
    ]

    static let sessionEvent: DocumentValue = [
        "sessionId": .text(session), "clientVersion": 10, "sessionType": "INTERACTIVE", "sessionName": "demo",
        "remoteSessionId": "duckdb-1/1", "engineId": "duckdb-1", "engineName": "DuckDB v2.0.1", "engineUrl": "",
        "user": "ada", "clientIp": "127.0.0.1", "serverIp": .text(instance), "conf": .object(conf),
        "eventTime": .integer(time), "openedTime": .integer(time + 20), "startTime": .integer(time), "endTime": -1,
        "totalOperations": 1, "exception": nil, "clientIP": "127.0.0.1", "serverIP": .text(instance),
        "eventType": "kyuubi_session",
    ]

    static let operationEvent = Self.joined(
        [
            .init("statementId", .text(operation)), .init("remoteId", "duckdb-1/1/3"),
            .init("statement", "select 1 as a, null as n"), .init("shouldRunAsync", true),
            .init("state", "FINISHED_STATE"), .init("eventTime", .integer(time + 300)),
        ],
        times,
        [.init("exception", nil)],
        parent,
        [.init("eventType", "kyuubi_operation")]
    )

    static let operationData = Self.joined(
        [
            .init("identifier", .text(operation)), .init("remoteId", "duckdb-1/1/3"),
            .init("statement", "select 1 as a, null as n"), .init("state", "FINISHED_STATE"),
        ],
        times,
        [.init("exception", "")],
        parent
    )

    static let columns: DocumentValue = [
        "columns": [
            [
                "columnName": "a", "dataType": "INT_TYPE", "columnIndex": 0, "precision": 0, "scale": 0, "comment": nil,
            ],
            [
                "columnName": "n", "dataType": "NULL_TYPE", "columnIndex": 1, "precision": 0, "scale": 0,
                "comment": nil,
            ],
        ]
    ]

    static let rows: DocumentValue = [
        "rows": [
            ["fields": [["dataType": "I32_VAL", "value": 1], ["dataType": "STRING_VAL", "value": nil]]]
        ],
        "rowCount": 1,
    ]

    static let health: DocumentValue = [
        "status": "alive", "version": "0.1.0", "incarnation": 1, "isRegistered": true, "isInContact": true,
        "contactAgeMs": 412, "servesForMs": 5588, "sessions": 2,
        "members": [
            [
                "incarnation": 1, "name": "node-1", "url": "http://10.0.0.7:10099", "state": "active", "sessions": 2,
                "version": "0.1.0",
            ]
        ],
    ]

    private static func joined(_ parts: [DocumentValue.Member]...) -> DocumentValue {
        .object(Array(parts.joined()))
    }

    private static let conf: [DocumentValue.Member] = [
        .init("kyuubi.client.ipAddress", "127.0.0.1"), .init("kyuubi.server.ipAddress", "10.0.0.7"),
        .init("kyuubi.session.connection.url", .text(instance)), .init("kyuubi.session.name", "demo"),
        .init("kyuubi.session.real.user", "ada"),
    ]

    private static let times: [DocumentValue.Member] = [
        .init("createTime", .integer(time)), .init("startTime", .integer(time + 50)),
        .init("completeTime", .integer(time + 300)),
    ]

    private static let parent: [DocumentValue.Member] = [
        .init("sessionId", .text(session)), .init("sessionUser", "ada"), .init("sessionType", "INTERACTIVE"),
        .init("kyuubiInstance", .text(instance)),
        .init("metrics", ["fetchLogCount": "0", "fetchResultsCount": "0"]), .init("progress", nil),
    ]
}
