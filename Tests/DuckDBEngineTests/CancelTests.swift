import Dispatch
import DuckDBTestKit
import Engines
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("Cancelling and closing")
    struct CancelTests {
        /// Runs for hours.
        static let endless = "select count(*) from range(10000000000) a, range(10) b"

        /// Starts a statement and waits until the engine has begun with it.
        private func start(
            _ sql: String,
            in session: any EngineSession
        ) async throws -> (operation: any EngineOperation, run: Task<ResultSchema, any Error>) {
            let operation = try await session.submit(.sql(sql))
            let started = AsyncStream<Void>.makeStream()
            let run = Task { try await operation.run { started.continuation.finish() } }
            for await _ in started.stream {}
            return (operation, run)
        }

        private func code(_ run: Task<ResultSchema, any Error>) async -> EngineError.Code? {
            do {
                _ = try await run.value
                return nil
            } catch {
                return (error as? EngineError)?.code
            }
        }

        @Test("a running statement ends within moments, however early the cancel comes, and the session is usable")
        func running() async throws {
            try await withEngine { engine in
                let session = try await engine.openSession(EngineSessionOptions(user: "ann"))
                let observer = try await engine.openSession(EngineSessionOptions(user: "bob"))
                try await session.result("create sequence steps start 1")
                // A sequence counts at once, for everybody, and is never rolled back: it tells how far the statement is.
                func steps() async throws -> Int {
                    let last = try await observer.value("select last_value from duckdb_sequences()")
                    return last.flatMap { Int($0) } ?? 0
                }
                let counting = "select sum(nextval('steps')) from range(10000000000) a, range(10) b"
                for round in 0..<20 {
                    // From the very beginning of the statement to well inside.
                    let goal = try await steps() + round * round * 200
                    let (operation, run) = try await self.start(counting, in: session)
                    while try await steps() < goal {}
                    let clock = ContinuousClock()
                    let begin = clock.now
                    operation.cancel()
                    #expect(await self.code(run) == .cancelled)
                    #expect(begin.duration(to: clock.now) < .seconds(2))
                    await #expect(throws: DuckDBOperation.State.cancelled) { try await operation.nextBatch() }
                    let alive = try await session.value("select \(round)")
                    #expect(alive == "\(round)")
                    await operation.close()
                }
            }
        }

        @Test("a statement cancelled before its run never begins")
        func beforeRun() async throws {
            try await withSession { session in
                try await session.result("create table t (i integer)")
                let operation = try await session.submit(.sql("insert into t values (1)"))
                operation.cancel()
                await #expect(throws: DuckDBOperation.State.cancelled) {
                    try await operation.run { Issue.record("the statement began") }
                }
                await operation.close()
                let count = try await session.value("select count(*) from t")
                #expect(count == "0")
            }
        }

        @Test("a cancel after the begin and before DuckDB has the statement is not lost")
        func betweenBeginAndStatement() async throws {
            try await withSession { session in
                try await session.result("create table t (i integer)")
                let operation = try await session.submit(.sql("insert into t values (1)"))
                let cancelled = DispatchSemaphore(value: 0)
                let begun = AsyncStream<Void>.makeStream()
                let canceller = Task {
                    for await _ in begun.stream {}
                    operation.cancel()
                    cancelled.signal()
                }
                await #expect(throws: DuckDBOperation.State.cancelled) {
                    try await operation.run {
                        begun.continuation.finish()
                        cancelled.wait()
                    }
                }
                await canceller.value
                await operation.close()
                let count = try await session.value("select count(*) from t")
                #expect(count == "0")
            }
        }

        @Test("a half-read result ends with the cancel")
        func betweenBatches() async throws {
            try await withSession { session in
                let operation = try await session.submit(.sql("select i from range(100000000) t(i)"))
                _ = try await operation.run {}
                let first = try await operation.nextBatch()
                #expect(first != nil)
                operation.cancel()
                await #expect(throws: DuckDBOperation.State.cancelled) { try await operation.nextBatch() }
                // The session's connection is free again, before the close.
                try await session.result("create temp table t as select 1 as i")
                let seen = try await session.value("select i from t")
                #expect(seen == "1")
                await operation.close()
            }
        }

        @Test("a cancel after the last row changes nothing")
        func afterEnd() async throws {
            try await withSession { session in
                let operation = try await session.submit(.sql("select 1"))
                _ = try await operation.run {}
                let rows = try await operation.nextBatch()
                #expect(rows?.rowCount == 1)
                operation.cancel()
                let end = try await operation.nextBatch()
                #expect(end == nil)
                await operation.close()
                operation.cancel()
                await operation.close()
            }
        }

        @Test("a cancel that races with the end never hits the session's next statement")
        func race() async throws {
            try await withSession { session in
                let sql = "select sum(sqrt(i)) from range(100000) t(i)"
                let clock = ContinuousClock()
                var usual = Duration.zero
                for _ in 0..<5 { usual = try await clock.measure { try await session.result(sql) } }
                var cancelled = 0
                for round in 0..<400 {
                    // Around the statement's end, wherever that is on a machine as busy as it is now.
                    let delay = usual * Double.random(in: 0.7...1.1)
                    let operation = try await session.submit(.sql(sql))
                    let begin = clock.now
                    let stop = Task {
                        while begin.duration(to: clock.now) < delay { await Task.yield() }
                        operation.cancel()
                    }
                    do {
                        _ = try await operation.run {}
                        _ = try await operation.nextBatch()
                        usual = usual * 0.9
                    } catch let error as EngineError {
                        #expect(error.code == .cancelled)
                        cancelled += 1
                        usual = usual * 1.1
                    }
                    // Submitted while the cancel may still be under way.
                    let next = try await session.value("select count(*) from range(\(round), 100000)")
                    #expect(next == "\(100_000 - round)")
                    await stop.value
                    await operation.close()
                }
                // Otherwise nothing was tried.
                #expect(20...380 ~= cancelled)
            }
        }

        @Test("cancelling the reading of a long result while batches come is never taken for its end")
        func whileReading() async throws {
            try await withSession { session in
                for round in 0..<30 {
                    let operation = try await session.submit(
                        .sql("select i, 'row ' || i from range(100000000) t(i)")
                    )
                    _ = try await operation.run {}
                    let taken = AsyncStream<Void>.makeStream()
                    let canceller = Task {
                        var batches = taken.stream.makeAsyncIterator()
                        for _ in 0..<round % 10 { await batches.next() }
                        operation.cancel()
                    }
                    await #expect(throws: DuckDBOperation.State.cancelled) {
                        while try await operation.nextBatch() != nil { taken.continuation.yield() }
                    }
                    await canceller.value
                    await operation.close()
                    let alive = try await session.value("select \(round)")
                    #expect(alive == "\(round)")
                }
            }
        }

        @Test("closing a running operation stops it and waits for it")
        func closeRunning() async throws {
            try await withSession { session in
                let (operation, run) = try await self.start(Self.endless, in: session)
                await operation.close()
                #expect(await self.code(run) == .cancelled)
                try await session.result("create temp table t as select 1 as i")
            }
        }

        @Test("closing a session ends all it runs, and refuses what comes after")
        func closeSession() async throws {
            try await withEngine { engine in
                let session = try await engine.openSession(EngineSessionOptions(user: "ann"))
                var runs = [try await self.start(Self.endless, in: session).run]
                for _ in 0..<3 {
                    let waiting = try await session.submit(.sql("select 1"))
                    runs.append(Task { try await waiting.run { Issue.record("a waiting statement began") } })
                }
                await session.close()
                for run in runs { #expect(await self.code(run) == .cancelled) }
                #expect(await session.failure("select 1")?.code == .sessionClosed)
                await session.close()
            }
        }

        @Test("closing an engine ends all its sessions, and refuses new ones")
        func closeEngine() async throws {
            let engine = try await DuckDBEngine.open(.init(id: "test"), library: try TestLibrary.load(), pool: testPool)
            let session = try await engine.openSession(EngineSessionOptions(user: "ann"))
            let (_, run) = try await self.start(Self.endless, in: session)
            async let first: Void = engine.close()
            await engine.close()
            await first
            #expect(await self.code(run) == .cancelled)
            #expect(await session.failure("select 1")?.code == .sessionClosed)
            await #expect(throws: EngineError(.unavailable, "the engine is closed")) {
                try await engine.openSession(EngineSessionOptions(user: "ann"))
            }
        }
    }
}
