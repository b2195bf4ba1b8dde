import Logging
import Sessions

/// Contract, section 3: sessions.
extension API {
    private static let proxyKeys = ["kyuubi.session.proxy.user", "hive.server2.proxy.user"]

    func openSession(_ call: Call) async throws -> Answer {
        let node = try call.registered()
        let body = try JSONMembers(try await call.readBody(self.configuration.bodyLimit))
        let configs = try body.strings("configs")
        // With authentication NONE everybody is an administrator, who may be anybody (contract, section 1.5).
        let proxy = Self.proxyKeys.lazy.compactMap { configs[$0] }.first { !$0.isEmpty }
        if let proxy, !Authentication.isUser(proxy) {
            throw APIError(400, "the proxy user's name is too long or holds control characters")
        }
        let session = try node.sessions.open(
            SessionOpenRequest(
                user: proxy ?? call.caller.user,
                realUser: call.caller.user,
                clientAddress: call.caller.clientAddress,
                protocolVersion: try body.integer("protocolVersion") ?? 0,
                configs: configs
            )
        )
        try await session.awaitEngineIfWanted()
        self.log.info(
            "session opened",
            [
                .session: "\(session.id)", .user: "\(session.request.user)",
                .address: "\(call.caller.clientAddress)", .requestID: "\(call.requestID)",
            ]
        )
        let info = session.info()
        return .json(
            JSONObject.bytes { object in
                object.add("identifier", info.id)
                object.add("kyuubiInstance", info.instance)
            }
        )
    }

    func sessionEvent(_ call: Call) throws -> Answer {
        try prefixing("Invalid \(call.handleText)") {
            .json(SessionJSON.event(try call.session().event(), self.configuration.redaction))
        }
    }

    func closeSession(_ call: Call) throws -> Answer {
        let session = try call.session()
        try session.close()
        self.log.info("session closed", [.session: "\(session.id)", .requestID: "\(call.requestID)"])
        return .empty
    }

    func sessionOperations(_ call: Call) throws -> Answer {
        let operations = try call.session().operationsInOrder()
        return .json(pieces: Self.list(operations) { OperationJSON.data($0.event()) })
    }

    func executionPool(_ call: Call) throws -> Answer {
        let figures = try call.registered().sessions.executionPoolStatistics
        return .json(
            JSONObject.bytes { object in
                object.add("execPoolSize", figures.size)
                object.add("execPoolActiveCount", figures.activeCount)
                object.add("execPoolWorkQueueSize", figures.queueSize)
            }
        )
    }

    func executeStatement(_ call: Call) async throws -> Answer {
        try await prefixing("Error executing statement") {
            // First the handle: an unknown session needs no body.
            let session = try call.session()
            let body = try JSONMembers(try await call.readBody(self.configuration.bodyLimit))
            guard let statement = try body.string("statement") else { throw APIError(400, "the statement is missing") }
            let request = StatementRequest(
                statement: statement,
                runAsync: try body.boolean("runAsync"),
                queryTimeout: try body.integer("queryTimeout", bits: 64) ?? 0,
                confOverlay: try body.strings("confOverlay")
            )
            return try await self.execute(.statement(request), in: session, call)
        }
    }
}
