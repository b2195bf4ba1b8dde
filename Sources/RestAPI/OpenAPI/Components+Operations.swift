import Sessions

/// What is told of operations (contract, sections 9.2 to 9.4).
extension Components {
    static let operations: [(name: String, schema: Schema)] = [
        ("OperationHandle", .object([.init("identifier", .handle, "The operation's handle")])),
        (
            "OperationEvent",
            Self.joined(
                [
                    .init("statementId", .handle, "The operation's handle"),
                    Self.remoteID,
                    Self.statement,
                    .init("shouldRunAsync", .boolean, "As it was asked for; false for metadata"),
                    Self.state,
                    .init("eventTime", .milliseconds, "The last change or fetch, in milliseconds since 1970"),
                ],
                Self.times,
                [.init("exception", .component("Exception").orNull)],
                Self.parent,
                [.init("eventType", .oneOf(["kyuubi_operation"]))]
            )
        ),
        (
            "OperationData",
            Self.joined(
                [.init("identifier", .handle), Self.remoteID, Self.statement, Self.state],
                Self.times,
                [.init("exception", .text, "The failure's message; empty without one")],
                Self.parent
            )
        ),
        (
            "OperationMetrics",
            .object([.init("fetchLogCount", .text), .init("fetchResultsCount", .text, "Rows fetched")])
        ),
        (
            "OperationProgress",
            .object([
                .init("headerNames", .array(.text)),
                .init("rows", .array(.array(.text))),
                .init("progressedPercentage", Schema(.number), "0 to 1"),
                .init("status", .oneOf(["IN_PROGRESS", "COMPLETE"])),
                .init("footerSummary", .text),
                .init("startTime", .milliseconds),
            ])
        ),
        (
            "Exception",
            .object([
                .init("cause", .component("Exception").orNull),
                .init("stackTrace", .array(.text), "Always empty"),
                .init("sqlstate", .text.orNull),
                .init("errorCode", .integer, "0"),
                .init("nextException", .component("Exception").orNull),
                .init("message", .text),
                .init("suppressed", .array(.text), "Always empty"),
                .init("localizedMessage", .text),
            ])
        ),
    ]

    private static func joined(_ parts: [Schema.Member]...) -> Schema {
        .object(Array(parts.joined()))
    }

    private static let remoteID = Schema.Member(
        "remoteId",
        .text.orNull,
        "The engine's name for it; null until the engine has it"
    )
    private static let statement = Schema.Member("statement", .text, "The SQL, or a metadata operation's name")
    private static let state = Schema.Member("state", .oneOf(states))

    private static let times: [Schema.Member] = [
        .init("createTime", .milliseconds, "Milliseconds since 1970"),
        .init("startTime", .milliseconds, "When it began to run; 0 before"),
        .init("completeTime", .milliseconds, "When it ended; 0 before"),
    ]

    private static let parent: [Schema.Member] = [
        .init("sessionId", .handle),
        .init("sessionUser", .text),
        Self.sessionType,
        .init("kyuubiInstance", .text),
        .init("metrics", .component("OperationMetrics")),
        .init("progress", .component("OperationProgress").orNull),
    ]

    /// Each name once, in the order of an operation's life.
    private static var states: [String] {
        var names: [String] = []
        for state in OperationState.allCases where state != .closed && !names.contains(state.eventName) {
            names.append(state.eventName)
        }
        return names
    }
}
