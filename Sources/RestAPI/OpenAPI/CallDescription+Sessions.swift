import Engines

/// Contract, section 3: sessions.
extension CallDescription {
    static let sessions: [CallDescription] = [
        CallDescription(
            .post,
            "/v1/sessions",
            "openSession",
            .sessions,
            "Open a session",
            details:
                "Answers at once; the session's first operation waits for its engine. Members `user`, `password` and "
                + "`ipAddr` are not looked at: the user is who the call's credentials say, or `kyuubi.session.proxy.user`.",
            body: Body(
                schema: "SessionOpenRequest",
                example: ["protocolVersion": 10, "configs": ["kyuubi.session.name": "demo"]]
            ),
            success: .json(
                .component("SessionHandle"),
                example: ["identifier": .text(Examples.session), "kyuubiInstance": .text(Examples.instance)]
            ),
            failures: [
                400:
                    "The body is malformed or missing, the protocol is unknown, or a key of `configs` is refused or has a "
                    + "value that it cannot have.",
                403: "The user or the address is on a deny list, or the credentials' scheme stands without them.",
                422: "The engine could not be opened, with `kyuubi.session.engine.launch.async` = `false`.",
                429: "A limit on sessions of the user, the address or the node is reached. Nothing was done.",
                501: "`configs` ask for what the engine lacks.",
                503:
                    "The node takes no new sessions, has no contact to its cluster, or its pool is full. Nothing was done.",
                504: "The node lost its place in the cluster meanwhile: a session may have been opened.",
            ]
        ),
        CallDescription(
            .get,
            "/v1/sessions",
            "listSessions",
            .sessions,
            "List the open sessions",
            details: "Of the whole cluster, everybody's, in no order.",
            parameters: [.scope],
            success: .json(.array(.component("SessionData")), example: [Examples.sessionData]),
            asksAllNodes: true
        ),
        CallDescription(
            .get,
            "/v1/sessions/count",
            "countSessions",
            .sessions,
            "Count the open sessions",
            parameters: [.scope],
            success: .json(.component("SessionCount"), example: ["openSessionCount": 3]),
            asksAllNodes: true
        ),
        CallDescription(
            .get,
            "/v1/sessions/execPool/statistic",
            "getExecutionPoolStatistics",
            .sessions,
            "Figures of the execution pool",
            details: "Of the node that gets the call.",
            success: .json(
                .component("ExecutionPoolStatistics"),
                example: ["execPoolSize": 4, "execPoolActiveCount": 1, "execPoolWorkQueueSize": 0]
            )
        ),
        CallDescription(
            .get,
            "/v1/sessions/{sessionHandle}",
            "getSessionEvent",
            .sessions,
            "Tell about a session",
            parameters: [.session],
            success: .json(.component("SessionEvent"), example: Examples.sessionEvent)
        ),
        CallDescription(
            .delete,
            "/v1/sessions/{sessionHandle}",
            "closeSession",
            .sessions,
            "Close a session",
            details: "Its operations are cancelled and closed. A second close is 404.",
            parameters: [.session],
            success: .nothing,
            failures: [504: "The handle's node gave no answer: the session may have been closed."]
        ),
        CallDescription(
            .get,
            "/v1/sessions/{sessionHandle}/info/{infoType}",
            "getServerInformation",
            .sessions,
            "One value of GetInfo",
            details: "Waits for the session's engine, where the value is the engine's.",
            parameters: [
                .session,
                Parameter(
                    place: .path,
                    name: "infoType",
                    schema: .integer,
                    description: "The number of the type, such as 13 (server name), 17 (DBMS name) or 18 (its version)",
                    example: 18
                ),
            ],
            success: .json(
                .component("ServerInformation"),
                example: ["infoType": .text(InfoType.dbmsVersion.name), "infoValue": "v2.0.1"]
            ),
            failures: Self.waitingForEngine([
                400: "The session's configuration holds what its engine cannot take, or the request is malformed.",
                404: "The type is unknown, is not served, or is no number; or the handle is unknown or was closed.",
            ])
        ),
        CallDescription(
            .get,
            "/v1/sessions/{sessionHandle}/operations",
            "listOperations",
            .operations,
            "List the operations of a session",
            parameters: [.session],
            success: .json(.array(.component("OperationData")), example: [Examples.operationData])
        ),
    ]
}
