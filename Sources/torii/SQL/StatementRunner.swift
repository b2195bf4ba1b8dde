/// Runs one text of SQL in a session of its own: open, run, poll, page through the rows, close.
///
/// Where its task is cancelled the statement is cancelled at the gateway, the session closed, and `CancellationError` thrown.
struct StatementRunner: Sendable {
    /// Rows asked for at once.
    static let pageSize = 1000

    let client: GatewayClient
    let format: OutputFormat
    /// Waits between two polls; throws when its task is cancelled.
    let sleep: @Sendable (Duration) async throws -> Void
    /// Takes the output as it comes.
    let write: @Sendable (String) -> Void

    /// Runs the statement and writes its rows.
    ///
    /// - Throws: ``GatewayError`` with the server's message; `CancellationError`; what the transport throws.
    func run(_ statement: String) async throws {
        let session = try await self.client.handle(
            "POST",
            "/sessions",
            .object([.init(name: "configs", value: .object([]))])
        )
        do {
            try await self.run(statement, in: session)
        } catch {
            await self.afterwards("DELETE", "/sessions/\(session)")
            throw error
        }
        await self.afterwards("DELETE", "/sessions/\(session)")
    }

    private func run(_ statement: String, in session: String) async throws {
        let operation = try await self.client.handle(
            "POST",
            "/sessions/\(session)/operations/statement",
            .object([
                .init(name: "statement", value: .string(statement)), .init(name: "runAsync", value: .boolean(true)),
            ])
        )
        do {
            try await self.waitForEnd(of: operation)
            try await self.print(operation)
        } catch {
            let isCancelled = error is CancellationError || Task.isCancelled
            if isCancelled {
                await self.afterwards(
                    "PUT",
                    "/operations/\(operation)",
                    .object([.init(name: "action", value: .string("cancel"))])
                )
                throw CancellationError()
            }
            throw error
        }
    }

    private func waitForEnd(of operation: String) async throws {
        // Short at first, for most statements are; never above a second.
        var pause = Duration.milliseconds(10)
        while true {
            try Task.checkCancellation()
            let event = try await self.client.call("GET", "/operations/\(operation)/event")
            let state = event["state"]?.string ?? ""
            switch state {
            case "FINISHED_STATE": return
            case "INITIALIZED_STATE", "PENDING_STATE", "RUNNING_STATE": break
            case "ERROR_STATE":
                // The rows of a failed operation answer with the engine's error, without the event's trappings.
                try await self.client.call(
                    "GET",
                    "/operations/\(operation)/rowset?maxrows=1&fetchorientation=FETCH_NEXT"
                )
                throw GatewayError(message: "the statement failed")
            case "TIMEDOUT_STATE": throw GatewayError(message: "the statement took longer than the gateway allows")
            case "CANCELED_STATE": throw GatewayError(message: "the statement was cancelled at the gateway")
            default: throw GatewayError(message: "the statement is in the unknown state \"\(state)\"")
            }
            try await self.sleep(pause)
            pause = min(pause * 2, .seconds(1))
        }
    }

    private func print(_ operation: String) async throws {
        let metadata = try await self.client.call("GET", "/operations/\(operation)/resultsetmetadata")
        guard let columns = metadata["columns"]?.array else {
            throw GatewayError(message: "the gateway's answer has no columns")
        }
        var printer = ResultPrinter(format: self.format, columns: columns.map(Self.column))
        while true {
            try Task.checkCancellation()
            let page = try await self.client.call(
                "GET",
                "/operations/\(operation)/rowset?maxrows=\(Self.pageSize)&fetchorientation=FETCH_NEXT"
            )
            let rows = (page["rows"]?.array ?? []).map { row in
                (row["fields"]?.array ?? []).map { $0["value"] ?? .null }
            }
            if rows.isEmpty { break }
            self.write(printer.page(rows))
        }
        self.write(printer.end())
    }

    private static func column(_ description: JSONValue) -> OutputColumn {
        let type = description["dataType"]?.string ?? ""
        let numbers = [
            "TINYINT_TYPE", "SMALLINT_TYPE", "INT_TYPE", "BIGINT_TYPE", "FLOAT_TYPE", "DOUBLE_TYPE", "DECIMAL_TYPE",
        ]
        return OutputColumn(
            name: description["columnName"]?.string ?? "",
            isNumeric: numbers.contains(type),
            isBareInJSON: type == "DECIMAL_TYPE"
        )
    }

    /// A call that must be made also when this task is cancelled, and whose failure changes nothing any more.
    private func afterwards(_ method: String, _ path: String, _ body: JSONValue? = nil) async {
        let client = self.client
        _ = await Task.detached { try? await client.call(method, path, body) }.value
    }
}
