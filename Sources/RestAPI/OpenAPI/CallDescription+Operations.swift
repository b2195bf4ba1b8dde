import Sessions

/// Contract, section 4: operations.
extension CallDescription {
    static let operations: [CallDescription] = [
        CallDescription(
            .get,
            "/v1/operations/{operationHandle}/event",
            "getOperationEvent",
            .operations,
            "Tell about an operation",
            details:
                "Never waits: ask until `state` is `FINISHED_STATE`, `ERROR_STATE`, `CANCELED_STATE` or `TIMEDOUT_STATE`.",
            parameters: [.operation],
            success: .json(.component("OperationEvent"), example: Examples.operationEvent)
        ),
        CallDescription(
            .put,
            "/v1/operations/{operationHandle}",
            "applyOperationAction",
            .operations,
            "Cancel or close an operation",
            details:
                "`cancel` stops what waits or runs and leaves the operation readable; it changes nothing once the operation "
                + "has ended. `close` stops it and frees its result; the handle is unknown from then on.",
            parameters: [.operation],
            body: Body(schema: "OperationActionRequest", example: ["action": "close"]),
            success: .nothing,
            failures: [
                400: "The body is malformed or missing, or the action is neither `cancel` nor `close`.",
                504: "The handle's node gave no answer: what was asked may have been done.",
            ]
        ),
        CallDescription(
            .get,
            "/v1/operations/{operationHandle}/resultsetmetadata",
            "getResultSetMetadata",
            .operations,
            "The columns of a result",
            details: "A statement without a result has one column, `Result`, of `STRING_TYPE`.",
            parameters: [.operation],
            success: .json(.component("ResultSetMetadata"), example: Examples.columns),
            failures: Self.failedEarlier.merging([
                409:
                    "The columns are not known yet, or the operation ended before they were. The message names the state."
            ]) { $1 }
        ),
        CallDescription(
            .get,
            "/v1/operations/{operationHandle}/log",
            "getOperationLog",
            .operations,
            "Lines of an operation's log",
            details: "One cursor for all callers. No lines: none yet, or none any more.",
            parameters: [
                .operation,
                Self.maxRows("At most so many lines; 0 or less: all that remain"),
                Self.orientation([.next, .first], "`FETCH_FIRST` begins anew"),
            ],
            success: .json(
                .component("OperationLog"),
                example: [
                    "logRowSet": [.text("2023-11-14T22:13:20.000Z INFO Query[\(Examples.operation)] created by ada")],
                    "rowCount": 1,
                ]
            ),
            failures: [400: "`maxrows` is no number of 32 bits, or the orientation is another one."]
        ),
        CallDescription(
            .get,
            "/v1/operations/{operationHandle}/rowset",
            "getRowSet",
            .operations,
            "Rows of a result",
            details:
                "One cursor for all callers. Ask until there are no more rows. A result can be read again from its beginning.",
            parameters: [
                .operation,
                Self.maxRows("At most so many rows; 0 or less: none"),
                Self.orientation(
                    FetchOrientation.allCases,
                    "`FETCH_PRIOR` gives the page before the last one, `FETCH_FIRST` begins anew; the last three are refused (404)"
                ),
            ],
            success: .json(.component("ResultRowSet"), example: Examples.rows),
            failures: Self.failedEarlier.merging([
                400:
                    "`maxrows` is no number of 32 bits or above `kyuubi.server.limit.client.fetch.max.rows`, the orientation "
                    + "is unknown, or the operation failed so.",
                404: "The handle is unknown, malformed, or was closed; or results do not support the orientation.",
                409:
                    "The operation has not finished, or was cancelled, or ran out of time. The message names the state.",
                503: "The handle's node cannot be reached, or the rows cannot be read now. Nothing was done.",
                504: "The handle's node gave no answer: the cursor may have moved. `FETCH_PRIOR` reads the page again.",
            ]) { $1 }
        ),
    ]

    /// An operation that failed answers so to whoever wants its result.
    private static let failedEarlier: [Int: String] = [
        400: "The operation failed so, or the request is malformed.",
        422: "The SQL failed, or its result was too large; the message is the engine's.",
        429: "The operation failed so.",
        501: "The operation asked for what the engine lacks.",
    ]

    private static func maxRows(_ description: String) -> Parameter {
        Parameter(
            place: .query,
            name: "maxrows",
            schema: .integer.byDefault(100),
            description: description,
            example: 10
        )
    }

    private static func orientation(_ orientations: [FetchOrientation], _ description: String) -> Parameter {
        Parameter(
            place: .query,
            name: "fetchorientation",
            schema: .oneOf(orientations.map(\.rawValue)).byDefault(.text(FetchOrientation.next.rawValue)),
            description: description
        )
    }
}
