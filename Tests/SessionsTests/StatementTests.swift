import Engines
import Testing

@testable import Sessions

@Suite("Statements")
struct StatementTests {
    @Test("asynchronous: the answer comes when the engine has it, states and times follow the engine")
    func asynchronous() async throws {
        try await Harness().run { harness in
            let (operation, engine) = try await harness.submit("select n")
            var event = operation.event()
            #expect(event.state == .pending)
            #expect(event.remoteID == "remote select n")
            #expect(event.shouldRunAsync)
            #expect((event.startTime, event.completeTime) == (0, 0))
            #expect(await self.fetchFailure(operation) == .notFinished(.pending))
            harness.clock.advance(by: .milliseconds(50))
            engine.start()
            await operation.reaches(.running)
            #expect(await failure { _ = try operation.resultSchema() }?.state == .running)
            harness.clock.advance(by: .milliseconds(250))
            engine.finish(rows: 7)
            await operation.reaches(.finished)
            event = operation.event()
            let base: Int64 = 1_000_000_000_000
            #expect((event.createTime, event.startTime, event.completeTime) == (base, base + 50, base + 300))
            #expect(event.sessionUser == "ann")
            #expect(event.instance == "gate.test:10099")
            #expect(try operation.resultSchema() == FakeOperation.schema)
            #expect(try await operation.rows(.next, 5) == [0, 1, 2, 3, 4])
            #expect(try await operation.rows(.next, 5) == [5, 6])
            #expect(try await operation.rows(.next, 5) == [])
            #expect(try await operation.rows(.prior, 5) == [2, 3, 4, 5, 6])
            #expect(try await operation.rows(.first, 1) == [0])
            #expect(operation.event().fetchedRows == 13)
            // The engine was free before the end was told.
            #expect(harness.world.open.operations == 0)
            try operation.close()
            #expect(throws: SessionError.unknownOperation(operation.id)) { try operation.close() }
            #expect(operation.session.operations().isEmpty)
        }
    }

    private func fetchFailure(_ operation: Sessions.Operation) async -> SessionError? {
        await failure { _ = try await operation.page() }
    }

    @Test("synchronous: the call holds until the end")
    func synchronous() async throws {
        try await Harness().run { harness in
            let session = try harness.open()
            async let answer = session.execute(StatementRequest(statement: "slow"))
            let engine = await harness.world.operation("slow")
            engine.finish(rows: 2)
            let operation = try await answer
            #expect(operation.now == .finished)
            #expect(!operation.event().shouldRunAsync)
            #expect(try await operation.rows() == [0, 1])
            #expect(session.info().totalOperations == 1)
        }
    }

    @Test("a synchronous statement that fails throws the SQL error and leaves no operation")
    func synchronousFailure() async throws {
        try await Harness().run { harness in
            let session = try harness.open()
            let error = await failure { _ = try await session.execute(StatementRequest(statement: "fail no table t")) }
            #expect(error == SessionError(.statementFailed, "no table t", sqlState: "42000"))
            #expect(session.operations().isEmpty)
            #expect(session.event().info.exception == error)
        }
    }

    @Test("an asynchronous statement that fails keeps its error for event, rows and schema")
    func asynchronousFailure() async throws {
        try await Harness().run { harness in
            let (operation, _) = try await harness.submit("fail no table t")
            await operation.reaches(.error)
            let sql = SessionError(.statementFailed, "no table t", sqlState: "42000")
            #expect(operation.event().exception == sql)
            #expect(await self.fetchFailure(operation) == sql)
            #expect(await failure { _ = try operation.resultSchema() } == sql)
            #expect(operation.session.info().exception == nil)
        }
    }

    @Test("a statement the engine does not accept is removed again")
    func notAccepted() async throws {
        try await Harness().run { harness in
            harness.world.state.withLock { $0.submitFailure = EngineError(.poolFull, "full") }
            let session = try harness.open()
            for runAsync in [true, false] {
                let request = StatementRequest(statement: "x", runAsync: runAsync)
                let error = await failure { _ = try await session.execute(request) }
                #expect(error == SessionError(.busy, "full"))
            }
            #expect(session.operations().isEmpty)
        }
    }

    @Test("cancel: the engine is told, the event stays, rows are refused with the state, twice is the same")
    func cancel() async throws {
        try await Harness().run { harness in
            let (operation, engine) = try await harness.submit("hold")
            engine.start()
            await operation.reaches(.running)
            operation.cancel()
            operation.cancel()
            #expect(operation.now == .canceled)
            await until("the engine is told") { harness.world.open.operations == 0 }
            #expect(harness.world.events.filter { $0 == "cancel hold" } == ["cancel hold"])
            #expect(operation.now == .canceled)
            #expect(await self.fetchFailure(operation) == .notFinished(.canceled))
            #expect(try harness.manager.operation(operation.id) === operation)
        }
    }

    @Test("a statement cancelled at the engine's side is cancelled here, not failed")
    func cancelledByEngine() async throws {
        try await Harness().run { harness in
            let (operation, engine) = try await harness.submit("hold")
            engine.fail(EngineError(.cancelled, "killed by the administrator"))
            await operation.reaches(.canceled)
        }
    }

    @Test("a synchronous statement cancelled by somebody else answers with the state")
    func synchronousCancelled() async throws {
        try await Harness().run { harness in
            let session = try harness.open()
            async let error = failure { _ = try await session.execute(StatementRequest(statement: "hold")) }
            _ = await harness.world.operation("hold")
            await until("it is pending") { session.operations().first?.state == .pending }
            let id = try #require(session.operations().first?.id)
            try harness.manager.operation(id).cancel()
            #expect(await error == .notFinished(.canceled))
            #expect(session.operations().isEmpty)
        }
    }

    @Test("a synchronous statement whose client goes away is stopped in the engine and forgotten")
    func clientGone() async throws {
        try await Harness().run { harness in
            let session = try harness.open()
            let call = Task { try await session.execute(StatementRequest(statement: "hold")) }
            _ = await harness.world.operation("hold")
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            #expect(session.operations().isEmpty)
            await until("the engine is told") { harness.world.open.operations == 0 }
        }
    }

    @Test("a client that goes away while the engine still opens leaves nothing either")
    func clientGoneEarly() async throws {
        let ready = Promise<Void>()
        let harness = Harness { world in
            try await ready.value()
            return world.makeEngine()
        }
        try await harness.run { harness in
            let session = try harness.open()
            let call = Task { try await session.execute(StatementRequest(statement: "rows 1", runAsync: true)) }
            await until("the statement waits") { !session.operations().isEmpty }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            #expect(session.operations().isEmpty)
            ready.keep()
            #expect(try await session.execute(StatementRequest(statement: "rows 1")).now == .finished)
            #expect(harness.world.events.filter { $0 == "submit rows 1" }.count == 1)
        }
    }

    @Test("query time-out: the watch-dog stops the statement, under the protocol's name", arguments: [7, 8])
    func timeout(protocolVersion: Int) async throws {
        try await Harness().run { harness in
            let session = try harness.open(protocolVersion: protocolVersion)
            let (operation, _) = try await harness.submit("hold", in: session, queryTimeout: 60)
            await until("the watch-dog waits") { harness.clock.deadlines.contains(.seconds(60)) }
            harness.clock.advance(by: .milliseconds(59_999))
            #expect(operation.now == .pending)
            harness.clock.advance(by: .milliseconds(1))
            await operation.reaches(protocolVersion >= 8 ? .timedOut : .canceled)
            await until("the engine is told") { harness.world.events.contains("close hold") }
            #expect(harness.world.events.contains("cancel hold"))
            operation.cancel()
            #expect(operation.now == (protocolVersion >= 8 ? .timedOut : .canceled))
        }
    }

    @Test("a synchronous statement over its time says so, whatever the state is called; the server's bound binds it")
    func synchronousTimeout() async throws {
        let harness = Harness(configure: { $0.queryTimeout = .seconds(5) })
        try await harness.run { harness in
            let session = try harness.open()
            async let error = failure {
                _ = try await session.execute(StatementRequest(statement: "hold", queryTimeout: 60))
            }
            await until("the watch-dog waits") { harness.clock.deadlines.contains(.seconds(5)) }
            harness.clock.advance(by: .seconds(5))
            #expect(await error?.code == .timedOut)
            #expect(session.operations().isEmpty)
        }
    }

    @Test("the watch-dog goes with the operation's work: finish, cancel and close")
    func watchdogGoes() async throws {
        try await Harness().run { harness in
            let session = try harness.open()
            let (finished, engine) = try await harness.submit("a", in: session, queryTimeout: 60)
            let (cancelled, _) = try await harness.submit("b", in: session, queryTimeout: 60)
            let (closed, _) = try await harness.submit("c", in: session, queryTimeout: 60)
            await until("three wait") { harness.clock.deadlines.filter { $0 == .seconds(60) }.count == 3 }
            engine.finish(rows: 1)
            cancelled.cancel()
            try closed.close()
            await until("none waits") { !harness.clock.deadlines.contains(.seconds(60)) }
            #expect(finished.now == .finished)
        }
    }

    @Test("a result past its bound fails the statement with the bound's key, and gives everything back")
    func tooLarge() async throws {
        let harness = Harness(configure: {
            $0.operationResults.memoryBytes = 30
            $0.operationResults.fileBytes = 100
        })
        try await harness.run { harness in
            let session = try harness.open()
            let error = await failure { _ = try await session.execute(StatementRequest(statement: "rows 1000")) }
            #expect(error?.code == .tooLarge)
            #expect(error?.message.contains("torii.operation.result.file.max") == true)
            #expect(harness.manager.resultUsage == ResultBudget.Usage())
            #expect(try await session.execute(StatementRequest(statement: "rows 3")).rows() == [0, 1, 2])
        }
    }

    @Test("rows that went to a file come back the same way, page by page")
    func spilled() async throws {
        let harness = Harness(configure: { $0.sessionResults.memoryBytes = 50 })
        try await harness.run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 20"))
            #expect(harness.manager.resultUsage.fileBytes > 0)
            #expect(try await operation.rows(.next, 8) == Array(0..<8))
            #expect(try await operation.rows(.next, 8) == Array(8..<16))
            #expect(try await operation.rows(.prior, 8) == Array(0..<8))
            let page = try await operation.page(.next, maxRows: 4)
            #expect(page.rows == 8..<12)
            #expect(page.schema == FakeOperation.schema)
        }
    }

    @Test("more rows than the server's limit are refused in the contract's words")
    func fetchLimit() async throws {
        let harness = Harness(configure: { $0.fetchMaxRows = 10 })
        try await harness.run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 3"))
            let error = await failure { _ = try await operation.page(.next, maxRows: 11) }
            #expect(
                error
                    == SessionError(
                        .invalidArgument,
                        "Max rows for fetching results operation should not exceed the limit: 10"
                    )
            )
            #expect(try await operation.rows(.next, 10) == [0, 1, 2])
        }
    }
}
