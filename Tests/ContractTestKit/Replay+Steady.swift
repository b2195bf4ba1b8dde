import JSONTestKit

extension Replay {
    /// Members that tell of a moment, of a handle that nobody keeps, or of others' work.
    private static let moving: Set<String> = [
        "identifier", "statementId", "remoteId", "remoteSessionId", "sessionId", "engineId", "engineName", "requestId",
        "eventTime",
        "createTime", "startTime", "openedTime", "completeTime", "endTime", "duration", "idleTime", "openSessionCount",
        "execPoolSize", "execPoolActiveCount", "execPoolWorkQueueSize",
    ]

    /// What two answers to the same exchange must have in common.
    func steady(_ body: JSON, _ exchange: Exchange) -> JSON {
        // Lists of sessions hold others' too; lines of a log tell how long something took, and come when they come.
        if exchange.path.hasPrefix("/api/v1/sessions"), case .array = body, !exchange.path.contains("operations") {
            return "a list"
        }
        // Opened at either node.
        if exchange.method == "POST", body.names.contains("kyuubiInstance") { return "a session" }
        if body.names.contains("logRowSet") { return .array(body.names.sorted().map { .text($0) }) }
        var moving = Self.moving
        if exchange.awaits == nil { moving.formUnion(["state", "exception"]) }
        return Self.steady(body, without: moving)
    }

    private static func steady(_ value: JSON, without moving: Set<String>) -> JSON {
        switch value {
        case .object(let members):
            .object(
                Dictionary(
                    uniqueKeysWithValues: members.map { name, value in
                        let isText = value.text?.hasPrefix("{") == true
                        if moving.contains(name), !isText { return (name, "moving") }
                        return (name, self.steady(value, without: moving))
                    }
                )
            )
        case .array(let values): .array(values.map { self.steady($0, without: moving) })
        default: value
        }
    }
}
