import Engines
import Sessions

/// What is told of sessions (contract, sections 3 and 9.1).
extension Components {
    static let sessions: [(name: String, schema: Schema)] = [
        (
            "SessionHandle",
            .object([
                .init("identifier", .handle, "The session's handle"),
                .init("kyuubiInstance", .text, "Host and port of the session's node. Any node answers for it"),
            ])
        ),
        (
            "SessionData",
            .object([
                .init("identifier", .handle),
                .init("remoteId", .text, "The engine's name for the session; empty until there is one"),
                .init("user", .text),
                .init("ipAddr", .text, "The client's address"),
                .init("conf", .texts, "As it was sent, and four keys of the server's; secrets are replaced"),
                .init("createTime", .milliseconds, "Milliseconds since 1970"),
                .init("duration", .milliseconds, "Milliseconds from opening to the last access"),
                .init("idleTime", .milliseconds, "Milliseconds without an operation; 0 while there is one"),
                .init(
                    "exception",
                    .text,
                    "Why its engine did not open, or its last synchronous call failed; empty otherwise"
                ),
                Self.sessionType,
                .init("kyuubiInstance", .text),
                .init("engineId", .text, "Empty until it is known"),
                .init("engineName", .text, "Empty until it is known"),
                .init("engineUrl", .text, "Empty"),
                .init("sessionName", .text, "`kyuubi.session.name`; empty without"),
                .init("totalOperations", .integer, "Operations ever started"),
            ])
        ),
        (
            "SessionEvent",
            .object([
                .init("sessionId", .handle),
                .init("clientVersion", .integer, "The protocol's number; 0 is V1"),
                Self.sessionType,
                .init("sessionName", .text, "`kyuubi.session.name`; empty without"),
                .init("remoteSessionId", .text, "Empty until the engine is open"),
                .init("engineId", .text),
                .init("engineName", .text),
                .init("engineUrl", .text, "Empty"),
                .init("user", .text),
                .init("clientIp", .text),
                .init("serverIp", .text, "Host and port of the session's node"),
                .init("conf", .texts, "As it was sent, and four keys of the server's; secrets are replaced"),
                .init("eventTime", .milliseconds, "Milliseconds since 1970"),
                .init("openedTime", .milliseconds, "When the engine was ready; -1 before"),
                .init("startTime", .milliseconds, "When the session was opened"),
                .init("endTime", .milliseconds, "-1 while it is open"),
                .init("totalOperations", .integer),
                .init("exception", .component("Exception").orNull),
                .init("clientIP", .text, "As `clientIp`: clients know either"),
                .init("serverIP", .text, "As `serverIp`"),
                .init("eventType", .oneOf(["kyuubi_session"])),
            ])
        ),
        ("SessionCount", .object([.init("openSessionCount", .integer, "Open sessions of the whole cluster")])),
        (
            "ExecutionPoolStatistics",
            .object([
                .init("execPoolSize", .integer, "Threads that there are"),
                .init("execPoolActiveCount", .integer, "Threads at work"),
                .init("execPoolWorkQueueSize", .integer, "Sessions that wait for a thread"),
            ])
        ),
        (
            "ServerInformation",
            .object([
                .init("infoType", .oneOf(InfoType.allCases.map(\.name)), "The type's name"),
                .init("infoValue", .text),
            ])
        ),
    ]

    static let sessionType = Schema.Member("sessionType", .oneOf([SessionType.interactive.rawValue]))
}
