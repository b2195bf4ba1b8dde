extension Program {
    /// `torii sql`.
    static func sql(_ options: SQLOptions) async -> Int32 {
        await self.reaching(options.url, user: options.user) { await self.sql(options, over: $0) }
    }

    /// Runs the statement; Ctrl-C cancels it.
    static func sql(_ options: SQLOptions, over transport: @escaping GatewayTransport) async -> Int32 {
        do {
            let statement = try options.source.statement()
            let runner = StatementRunner(
                client: GatewayClient(transport: transport),
                format: options.format,
                sleep: { try await Task.sleep(for: $0) },
                write: { Self.write($0) }
            )
            let run = Task { try await runner.run(statement) }
            let interrupts = try InterruptWatch { run.cancel() }
            defer { interrupts.stop() }
            try await run.value
            return Status.success
        } catch is CancellationError {
            self.complain("cancelled")
            return Status.cancelled
        } catch {
            self.complain("\(error)")
            return Status.failure
        }
    }

    /// Runs a body with a transport to a gateway, and closes its connections.
    static func reaching(
        _ url: GatewayURL,
        user: String? = nil,
        _ body: (@escaping GatewayTransport) async -> Int32
    ) async -> Int32 {
        do {
            let transport = try HTTPTransport(to: url, user: user)
            let status = await body { try await transport.call($0) }
            await transport.stop()
            return status
        } catch {
            self.complain("\(error)")
            return Status.failure
        }
    }
}
