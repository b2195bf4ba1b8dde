import Engines
import Synchronization
import Testing

@testable import Sessions

@Suite("The order of a session's statements")
struct OrderTests {
    /// A harness whose engine opens when the promise is kept.
    private func waiting(
        for ready: Promise<Void>,
        configure: (inout SessionManager.Configuration) -> Void = { _ in }
    ) -> Harness {
        Harness(
            open: { world in
                try await ready.value()
                return world.makeEngine()
            },
            configure: configure
        )
    }

    @Test("what waits for the engine is handed over in the order of the calls")
    func order() async throws {
        let ready = Promise<Void>()
        try await self.waiting(for: ready).run { harness in
            let session = try harness.open()
            let statements = (0..<60).map { "statement \($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, sql) in statements.enumerated() {
                    group.addTask { _ = try await session.execute(StatementRequest(statement: sql, runAsync: true)) }
                    await until("it is accepted") { session.operations().count == index + 1 }
                }
                ready.keep()
                try await group.waitForAll()
            }
            #expect(harness.world.events.filter { $0.hasPrefix("submit") } == statements.map { "submit \($0)" })
            #expect(session.operations().map(\.statement) == statements)
        }
    }

    @Test("an asynchronous call answers only once its statement has its place")
    func place() async throws {
        let ready = Promise<Void>()
        try await self.waiting(for: ready).run { harness in
            let session = try harness.open()
            let isAnswered = Mutex(false)
            async let answer = {
                let operation = try await session.execute(StatementRequest(statement: "hold", runAsync: true))
                isAnswered.withLock { $0 = true }
                return operation
            }()
            await until("it is accepted") { session.operations().count == 1 }
            for _ in 0..<200 { await Task.yield() }
            #expect(isAnswered.withLock { !$0 })
            ready.keep()
            #expect(try await answer.now == .pending)
            #expect(harness.world.events.contains("submit hold"))
        }
    }

    @Test("what is cancelled or closed while it waits never reaches the engine")
    func cancelledWhileWaiting() async throws {
        let ready = Promise<Void>()
        try await self.waiting(for: ready).run { harness in
            let session = try harness.open()
            async let cancelled = session.execute(StatementRequest(statement: "a", runAsync: true))
            await until("it waits") { session.operations().count == 1 }
            async let synchronous = failure { _ = try await session.execute(StatementRequest(statement: "b")) }
            await until("it waits") { session.operations().count == 2 }
            async let closed = failure {
                _ = try await session.execute(StatementRequest(statement: "c", runAsync: true))
            }
            await until("it waits") { session.operations().count == 3 }
            let waiting = session.operations().map(\.id)
            try harness.manager.operation(waiting[0]).cancel()
            try harness.manager.operation(waiting[1]).cancel()
            try harness.manager.operation(waiting[2]).close()
            #expect(try await cancelled.now == .canceled)
            #expect(await synchronous == .notFinished(.canceled))
            #expect(await closed?.code == .closed)
            ready.keep()
            _ = try await session.execute(StatementRequest(statement: "rows 1"))
            #expect(harness.world.events.filter { $0.hasPrefix("submit") } == ["submit rows 1"])
        }
    }

    @Test("the query time-out counts while the statement waits for its engine", arguments: [true, false])
    func timeout(runAsync: Bool) async throws {
        let ready = Promise<Void>()
        try await self.waiting(for: ready).run { harness in
            let session = try harness.open(protocolVersion: 10)
            let request = StatementRequest(statement: "hold", runAsync: runAsync, queryTimeout: 5)
            async let answer = Result { try await session.execute(request) }
            await until("its time is watched") { harness.clock.deadlines.contains(.seconds(5)) }
            harness.clock.advance(by: .seconds(5))
            switch await answer {
            case .success(let operation): #expect(runAsync && operation.now == .timedOut)
            case .failure(let error): #expect(!runAsync && (error as? SessionError)?.code == .timedOut)
            }
            ready.keep()
            _ = try await session.execute(StatementRequest(statement: "rows 1"))
            #expect(!harness.world.events.contains("submit hold"))
        }
    }

    @Test("no more than a hundred statements wait for an engine that opens")
    func bounded() async throws {
        let ready = Promise<Void>()
        try await self.waiting(for: ready).run { harness in
            let session = try harness.open()
            await withTaskGroup(of: SessionError.Code?.self) { group in
                for number in 0..<101 {
                    group.addTask {
                        do {
                            _ = try await session.execute(StatementRequest(statement: "\(number)", runAsync: true))
                            return nil
                        } catch {
                            ready.keep()
                            return (error as? SessionError)?.code
                        }
                    }
                }
                let codes = await group.reduce(into: []) { $0.append($1) }
                #expect(codes.compactMap { $0 } == [.limitReached])
            }
            #expect(session.operations().count == 100)
        }
    }

    @Test(
        "what the engine refuses is gone, under the code that tells why",
        arguments: [
            (.poolFull, .busy), (.tooManyUnfinished, .limitReached), (.invalidStatement, .invalidArgument),
            (.sessionClosed, .closed), (.unsupported, .unsupported), (.unavailable, .unavailable),
        ] as [(EngineError.Code, SessionError.Code)],
        [true, false]
    )
    func refused(codes: (engine: EngineError.Code, session: SessionError.Code), runAsync: Bool) async throws {
        try await Harness().run { harness in
            harness.world.state.withLock { $0.submitFailure = EngineError(codes.engine, "no") }
            let session = try harness.open()
            let request = StatementRequest(statement: "x", runAsync: runAsync)
            #expect(
                await failure { _ = try await session.execute(request) } == SessionError(codes.session, "no")
            )
            #expect(session.operations().isEmpty)
            harness.world.state.withLock { $0.submitFailure = nil }
            #expect(try await session.execute(StatementRequest(statement: "rows 1")).now == .finished)
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
