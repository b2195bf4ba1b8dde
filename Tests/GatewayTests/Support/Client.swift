import FoundationEssentials

/// A client that opens a connection for each call, as one behind a balancer without sticky sessions.
struct Client: Sendable {
    /// The call was not answered as it must be.
    struct Unexpected: Error, CustomStringConvertible {
        var description: String
    }

    var user: String?

    func call(
        _ method: String,
        _ path: String,
        at port: Int,
        _ body: String? = nil,
        fields: [String] = []
    ) async throws -> Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        if let user {
            head += "Authorization: Basic \(Data("\(user):".utf8).base64EncodedString())\r\n"
        }
        for field in fields {
            head += "\(field)\r\n"
        }
        if let body {
            head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        }
        let request = head + "\r\n" + (body ?? "")
        return try await blocking {
            let connection = try RawConnection(port: port)
            try connection.send(request)
            return try connection.answer(isHead: method == "HEAD")
        }
    }

    func get(_ path: String, at port: Int) async throws -> Answer {
        try await self.call("GET", path, at: port)
    }

    /// Opens a session; by default its own engine, so that nothing is shared between tests.
    func open(at port: Int, _ configs: [String: String] = [:]) async throws -> String {
        let configs = configs.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
        let answer = try await self.call("POST", "/api/v1/sessions", at: port, "{\"configs\":{\(configs)}}")
        return try self.identifier(of: answer)
    }

    /// Runs a statement.
    func run(_ sql: String, in session: String, at port: Int, async: Bool = false) async throws -> String {
        try self.identifier(of: try await self.submit(sql, in: session, at: port, async: async))
    }

    /// Sends a statement.
    func submit(_ sql: String, in session: String, at port: Int, async: Bool = false) async throws -> Answer {
        let body = String(
            decoding: try JSONEncoder().encode(["statement": sql, "runAsync": async ? "true" : "false"]),
            as: UTF8.self
        )
        return try await self.call("POST", "/api/v1/sessions/\(session)/operations/statement", at: port, body)
    }

    func state(of operation: String, at port: Int) async throws -> String {
        try await self.get("/api/v1/operations/\(operation)/event", at: port).json["state"].text ?? ""
    }

    /// Asks until an operation is in a state.
    func wait(
        for state: String,
        of operation: String,
        at port: Int,
        within limit: Duration = .seconds(20)
    ) async throws {
        let end = ContinuousClock.now + limit
        while case let found = try await self.state(of: operation, at: port), found != state {
            guard ContinuousClock.now < end else {
                throw Unexpected(description: "operation \(operation) is \(found), not \(state)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func identifier(of answer: Answer) throws -> String {
        guard answer.status == 200, let identifier = answer.json["identifier"].text else {
            throw Unexpected(description: "status \(answer.status): \(answer.text)")
        }
        return identifier
    }
}
