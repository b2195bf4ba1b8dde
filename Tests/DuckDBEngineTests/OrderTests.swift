import Dispatch
import DuckDBTestKit
import Engines
import Glibc
import ProcessTestKit
import Synchronization
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("The order of statements")
    struct OrderTests {
        /// Reads an operation's whole result, as whoever drives it does.
        private func drive(_ operation: any EngineOperation) async throws -> Int {
            do {
                _ = try await operation.run {}
                var rows = 0
                while let batch = try await operation.nextBatch() { rows += batch.rowCount }
                await operation.close()
                return rows
            } catch {
                await operation.close()
                throw error
            }
        }

        @Test("a transaction holds over statements submitted one after the other without waiting")
        func transaction() async throws {
            try await withSession { session in
                try await session.result("create table t (i integer)")
                for _ in 0..<100 {
                    var runs: [Task<Int, any Error>] = []
                    for sql in ["begin", "insert into t select * from range(50)", "rollback"] {
                        let operation = try await session.submit(.sql(sql))
                        runs.append(Task { try await self.drive(operation) })
                    }
                    for run in runs { _ = try await run.value }
                }
                let count = try await session.value("select count(*) from t")
                #expect(count == "0")
            }
        }

        @Test("a temporary table is there for the statement after one that was cancelled, closed or half read")
        func temporaryTable() async throws {
            try await withSession { session in
                try await session.result("create temp table mine as select 1 as i")
                for round in 0..<50 {
                    let operation = try await session.submit(.sql("select i from range(100000000) t(i)"))
                    let run = Task { try await operation.run {} }
                    if round % 2 == 0 { _ = try await run.value }
                    let next = try await session.submit(.sql("select i from mine"))
                    let answer = Task { try await self.drive(next) }
                    if round % 3 == 0 { await operation.close() } else { operation.cancel() }
                    #expect(try await answer.value == 1)
                    _ = try? await run.value
                    await operation.close()
                }
            }
        }

        @Test("a statement waits for one whose rows are not all read, and holds no thread meanwhile")
        func waits() async throws {
            var configuration = ExecutionPool.Configuration()
            configuration.size = 1
            configuration.queueLimit = 1
            let pool = ExecutionPool(configuration)
            let engine = try await DuckDBEngine.open(.init(id: "x"), library: try TestLibrary.load(), pool: pool)
            let session = try await engine.openSession(EngineSessionOptions(user: "ann"))
            let other = try await engine.openSession(EngineSessionOptions(user: "ann"))
            let held = try await session.submit(.sql("select i from range(1000000) t(i)"))
            _ = try await held.run {}
            let begun = Mutex(false)
            let next = try await session.submit(.sql("select 7"))
            let run = Task { try await next.run { begun.withLock { $0 = true } } }
            // The pool's only thread is free for the other session.
            for _ in 0..<20 { #expect(try await other.value("select 1") == "1") }
            #expect(!begun.withLock { $0 })
            while try await held.nextBatch() != nil {}
            _ = try await run.value
            #expect(try await next.nextBatch()?.rowCount == 1)
            await engine.close()
            pool.shutDown()
        }

        @Test("what waits is cancelled at once, and the one behind it runs in its place")
        func cancelWaiting() async throws {
            try await withSession { session in
                let held = try await session.submit(.sql("select i from range(1000000) t(i)"))
                _ = try await held.run {}
                let second = try await session.submit(.sql("select 2"))
                let third = try await session.submit(.sql("select 3"))
                let run = Task { try await second.run { Issue.record("it began") } }
                let last = Task { try await self.drive(third) }
                second.cancel()
                await #expect(throws: DuckDBOperation.State.cancelled) { try await run.value }
                await second.close()
                await held.close()
                #expect(try await last.value == 1)
            }
        }

        @Test("a hundred unfinished are taken, one more is refused, and a cancel frees its place")
        func unfinished() async throws {
            try await withSession { session in
                var operations: [any EngineOperation] = []
                for _ in 0..<100 { operations.append(try await session.submit(.sql("select 1"))) }
                await #expect(throws: EngineError.self) { try await session.submit(.sql("select 1")) }
                #expect(await session.failure("select 1")?.code == .tooManyUnfinished)
                operations[50].cancel()
                let further = try await session.submit(.sql("select 1"))
                #expect(await session.failure("select 1")?.code == .tooManyUnfinished)
                for operation in operations + [further] { operation.cancel() }
                let alive = try await session.value("select 1")
                #expect(alive == "1")
            }
        }

        @Test("a full pool refuses the submit of a session without work; what was accepted is never refused")
        func admission() async throws {
            var configuration = ExecutionPool.Configuration()
            configuration.size = 1
            configuration.queueLimit = 2
            let pool = ExecutionPool(configuration)
            let engine = try await DuckDBEngine.open(.init(id: "x"), library: try TestLibrary.load(), pool: pool)
            var sessions: [any EngineSession] = []
            for _ in 0..<4 { sessions.append(try await engine.openSession(EngineSessionOptions(user: "ann"))) }
            var operations: [any EngineOperation] = []
            for session in sessions.prefix(3) {
                operations.append(try await session.submit(.sql("select i from range(200000) t(i)")))
            }
            #expect(await sessions[3].failure("select 1")?.code == .poolFull)
            // A session with a place takes more work under it.
            operations.append(try await sessions[0].submit(.sql("select i from range(200000) t(i)")))
            let runs = operations.map { operation in Task { try await self.drive(operation) } }
            for run in runs { #expect(try await run.value == 200_000) }
            #expect(try await sessions[3].value("select 1") == "1")

            // A cancelled statement gives its place back, run or not.
            for session in sessions.prefix(3) { operations.append(try await session.submit(.sql("select 1"))) }
            #expect(await sessions[3].failure("select 1")?.code == .poolFull)
            operations[operations.count - 1].cancel()
            #expect(try await sessions[3].value("select 1") == "1")
            await engine.close()
            pool.shutDown()
        }

        @Test("a close waits no longer than its limit for a statement that does not heed its interrupt, and says so")
        func leftBehind() async throws {
            try await withFolder { folder in
                let lines = Mutex<[String]>([])
                var configuration = DuckDBEngine.Configuration(id: "slow", allowedFolders: [folder])
                configuration.closingLimit = .milliseconds(200)
                configuration.log = { line in lines.withLock { $0.append(line) } }
                let engine = try await DuckDBEngine.open(configuration, library: try TestLibrary.load(), pool: testPool)
                let session = try await engine.openSession(EngineSessionOptions(user: "ann"))
                // DuckDB reads it until its writer ends, and looks for no interrupt meanwhile.
                let pipe = "\(folder)/pipe"
                try #require(mkfifo(pipe, 0o600) == 0)
                let operation = try await session.submit(.sql("select * from read_csv('\(pipe)')"))
                let run = Task { try await operation.run {} }
                // There is a writer only once there is a reader.
                var writer: Int32 = -1
                let isReading = await eventually(every: .milliseconds(1)) {
                    writer = open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
                    return writer >= 0
                }
                #expect(isReading)
                let clock = ContinuousClock()
                let taken = await clock.measure { await engine.close() }
                #expect(taken >= configuration.closingLimit)
                #expect(taken < .seconds(10))
                #expect(lines.withLock { $0.contains { $0.contains("engine slow is left behind") } })
                // Should it be opened again, there is none any more.
                unlink(pipe)
                close(writer)
                await #expect(throws: DuckDBOperation.State.cancelled) { try await run.value }
                await engine.close()
            }
        }
    }
}
