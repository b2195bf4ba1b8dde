import Sessions

/// Sessions as clients see them.
enum SessionJSON {
    /// `SessionData` (contract, section 3.2).
    static func data(_ info: SessionInfo, _ redaction: Redaction) -> [UInt8] {
        JSONObject.bytes { object in
            object.add("identifier", info.id)
            object.add("remoteId", info.remoteID)
            object.add("user", info.user)
            object.add("ipAddr", info.clientAddress)
            object.add("conf", redaction.shown(info.configs))
            object.add("createTime", info.createTime)
            object.add("duration", info.duration)
            object.add("idleTime", info.idleTime)
            object.add("exception", info.exception?.message ?? "")
            object.add("sessionType", info.sessionType.rawValue)
            object.add("kyuubiInstance", info.instance)
            object.add("engineId", info.engineID)
            object.add("engineName", info.engineName)
            object.add("engineUrl", "")
            object.add("sessionName", info.sessionName)
            object.add("totalOperations", info.totalOperations)
        }
    }

    /// `KyuubiSessionEvent` (contract, section 9.1), with both spellings that clients know.
    static func event(_ event: SessionEvent, _ redaction: Redaction) -> [UInt8] {
        let info = event.info
        return JSONObject.bytes { object in
            object.add("sessionId", info.id)
            object.add("clientVersion", event.protocolVersion)
            object.add("sessionType", info.sessionType.rawValue)
            object.add("sessionName", info.sessionName)
            object.add("remoteSessionId", info.remoteID)
            object.add("engineId", info.engineID)
            object.add("engineName", info.engineName)
            object.add("engineUrl", "")
            object.add("user", info.user)
            object.add("clientIp", info.clientAddress)
            object.add("serverIp", info.instance)
            object.add("conf", redaction.shown(info.configs))
            object.add("eventTime", event.eventTime)
            object.add("openedTime", event.openedTime)
            object.add("startTime", event.startTime)
            object.add("endTime", event.endTime)
            object.add("totalOperations", info.totalOperations)
            ExceptionJSON.add(info.exception, to: &object)
            object.add("clientIP", info.clientAddress)
            object.add("serverIP", info.instance)
            object.add("eventType", "kyuubi_session")
        }
    }
}

/// Failures inside events, in the shape from which Kyuubi's Java client makes its exception (contract, section 9.4).
enum ExceptionJSON {
    /// Adds the member `exception`; `null` without a failure.
    static func add(_ error: SessionError?, to object: inout JSONObject) {
        guard let error else { return object.addNull("exception") }
        object.add("exception") { object in
            object.addNull("cause")
            object.add("stackTrace", json: "[]")
            // What Java's exceptions of SQL have besides; its clients do not need a number.
            object.add("sqlstate", error.sqlState)
            object.add("errorCode", 0)
            object.addNull("nextException")
            object.add("message", error.message)
            object.add("suppressed", json: "[]")
            object.add("localizedMessage", error.message)
        }
    }
}
