import Engines
import Testing

@testable import Sessions

/// Runs long enough for anything to happen meanwhile, and stops at once when it is interrupted.
let endless = "select count(*) from range(1000000) a, range(1000000) b where a.range + b.range = 7"

@Suite("Sessions on DuckDB")
struct DuckDBTests {
    @Test("statements in a row see each other: transaction, temporary table, and what a cancel leaves")
    func order() async throws {
        try await DuckDBHarness().run { harness in
            let session = try harness.open()
            // Placed one after the other without waiting for their ends, and before the engine is there.
            _ = try await session.begin("create temp table t(n bigint)")
            _ = try await session.begin("begin")
            _ = try await session.begin("insert into t select * from range(50)")
            _ = try await session.begin("rollback")
            #expect(try await session.values("select count(*)::bigint from t") == [0])
            let stopped = try await session.begin(endless)
            _ = try await session.begin("insert into t values (1)")
            stopped.cancel()
            #expect(try await session.values("select count(*)::bigint from t") == [1])
            #expect(stopped.now == .canceled)
        }
    }

    @Test("sessions of one user share a database, other users and levels do not")
    func sharing() async throws {
        try await DuckDBHarness().run { harness in
            _ = try await harness.open().values("create table t as select 7::bigint n")
            #expect(try await harness.open().values("from t") == [7])
            for other in [
                try harness.open(user: "bob"),
                try harness.open(configs: ["kyuubi.engine.share.level": "SERVER"]),
                try harness.open(configs: ["kyuubi.engine.share.level": "CONNECTION"]),
                try harness.open(configs: ["kyuubi.engine.share.level.subdomain": "b"]),
            ] {
                #expect(await failure { _ = try await other.values("from t") }?.code == .statementFailed)
            }
        }
    }

    @Test("a statement's time counts while it waits behind another")
    func timeout() async throws {
        try await DuckDBHarness().run { harness in
            let session = try harness.open()
            let first = try await session.begin(endless)
            let error = await failure {
                _ = try await session.execute(StatementRequest(statement: "select 1", queryTimeout: 1))
            }
            #expect(error?.code == .timedOut)
            first.cancel()
            #expect(try await session.values("select 2::bigint") == [2])
        }
    }

    @Test("a client that goes away stops its statement in the engine")
    func clientGone() async throws {
        try await DuckDBHarness().run { harness in
            let session = try harness.open()
            let call = Task { try await session.values(endless) }
            await until("it runs") { session.operations().first?.state == .running }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            #expect(try await session.values("select 3::bigint") == [3])
        }
    }

    @Test("a full pool refuses a statement at once, asynchronous ones too, and nothing of it was done")
    func poolFull() async throws {
        try await DuckDBHarness(poolSize: 2, queueLimit: 0).run { harness in
            let sessions = try (0..<3).map { _ in try harness.open() }
            for session in sessions { try await self.launch(session) }
            _ = try await sessions[2].values("create table t as select 1::bigint n")
            let held = [try await sessions[0].begin(endless), try await sessions[1].begin(endless)]
            await until("both run") { held.allSatisfy { $0.now == .running } }
            for runAsync in [true, false] {
                let request = StatementRequest(statement: "insert into t values (2)", runAsync: runAsync)
                #expect(await failure { _ = try await sessions[2].execute(request) }?.code == .busy)
            }
            #expect(sessions[2].operations().allSatisfy { $0.statement != "insert into t values (2)" })
            for operation in held { operation.cancel() }
            await until("there is room") { harness.pool.statistics.activeCount == 0 }
            #expect(try await sessions[2].values("select count(*)::bigint from t") == [1])
        }
    }

    /// Lets a session's engine open, which needs one of few threads.
    private func launch(_ session: Session) async throws {
        while true {
            do {
                _ = try await session.values("select 1::bigint")
                return
            } catch let error as SessionError {
                if error.code != .busy { throw error }
                await Task.yield()
            }
        }
    }

    @Test("text with U+0000 is refused, and so is what is more than a session may have unfinished")
    func refused() async throws {
        try await DuckDBHarness().run { harness in
            let session = try harness.open()
            let text = StatementRequest(statement: "select 1\u{0} garbage", runAsync: true)
            #expect(await failure { _ = try await session.execute(text) }?.code == .invalidArgument)
            let first = try await session.begin(endless)
            for _ in 1..<100 { _ = try await session.begin("select 1") }
            #expect(await failure { _ = try await session.begin("select 1") }?.code == .limitReached)
            first.cancel()
            await until("all are over") { session.operations().allSatisfy { $0.state.isTerminal } }
            #expect(try await session.values("select 1::bigint") == [1])
        }
    }

    @Test("a result cut at its most rows does not cut off what the statement changes")
    func maxRows() async throws {
        try await DuckDBHarness().run { harness in
            let session = try harness.open()
            _ = try await session.values("create table t(n bigint)")
            let rows = try await session.values(
                "insert into t select * from range(100000) returning n",
                ["kyuubi.operation.result.max.rows": "3"]
            )
            #expect(rows == [0, 1, 2])
            #expect(try await session.values("select count(*)::bigint from t") == [100_000])
        }
    }

    @Test("settings of the engine apply, other keys do not disturb it")
    func settings() async throws {
        try await DuckDBHarness().run { harness in
            let session = try harness.open(
                configs: ["set:timezone": "Asia/Tokyo", "spark.executor.memory": "1g", "threads": "1"]
            )
            let query = "select extract(hour from timestamptz '2026-01-01 00:00:00+00')::bigint"
            #expect(try await session.values(query) == [9])
            #expect(session.info().remoteID != "")
            let operation = try await session.execute(StatementRequest(statement: "select 1"))
            #expect(operation.event().remoteID?.isEmpty == false)
        }
    }
}
