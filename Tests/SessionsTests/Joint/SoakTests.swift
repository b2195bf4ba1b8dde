import Engines
import Synchronization
import Testing

@testable import Sessions

@Suite("Soak")
struct SoakTests {
    private static let rows = 5000

    /// What the statement of a session counts to, and what was asked of it.
    private struct Model: Sendable {
        /// Inserts that certainly happened, and those whose end is not known.
        var certain = 0
        var possible = 0
    }

    @Test("8 sessions of 60 statements, with cancels, closes and reads as they come: order, states and rows hold")
    func all() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        let harness = try DuckDBHarness(configure: {
            // Most rows go to files.
            $0.nodeResults.memoryBytes = 100_000
        })
        try await harness.run { harness in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        var random = Random(seed: seed &+ UInt64(number))
                        try await self.live(harness, &random, "seed \(seed), session \(number)")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private func live(_ harness: DuckDBHarness, _ random: inout Random, _ hint: Comment) async throws {
        let session = try harness.open(user: "user \(Int.random(in: 0..<3, using: &random))")
        _ = try await session.values("create temp table t(n bigint)")
        var model = Model()
        for number in 0..<60 {
            switch Int.random(in: 0..<7, using: &random) {
            case 0: try await self.insert(number, in: session, &model, cancels: .random(using: &random))
            case 1: try await self.read(session, hint)
            case 2: try await self.stop(session, byClosing: .random(using: &random), hint)
            case 3: try await self.leave(session, after: Int.random(in: 0..<50, using: &random))
            case 4: try await self.readWhileClosed(session, hint)
            case 5:
                let error = await failure { _ = try await session.values("select error('no')") }
                #expect(error?.code == .statementFailed, hint)
            default:
                let count = try await session.values("select count(*)::bigint from t")[0]
                #expect((Int64(model.certain)...Int64(model.possible)).contains(count), hint)
                (model.certain, model.possible) = (Int(count), Int(count))
            }
        }
        if Bool.random(using: &random) { try session.close() }
    }

    /// Three inserts in a transaction, asynchronous all: they stand or fall together.
    private func insert(_ number: Int, in session: Session, _ model: inout Model, cancels: Bool) async throws {
        let statements = ["begin", "insert into t values (\(number))", "insert into t values (\(number))", "commit"]
        var operations: [Sessions.Operation] = []
        for sql in statements { operations.append(try await session.begin(sql)) }
        if cancels {
            operations[3].cancel()
            // Whichever way the race went, nothing is open afterwards.
            _ = try? await session.values("rollback")
            model.possible += 2
        } else {
            for operation in operations { try await operation.waitForEnd() }
            model.certain += 2
            model.possible += 2
        }
        for operation in operations { operation.closeIfOpen() }
    }

    private func read(_ session: Session, _ hint: Comment) async throws {
        let operation = try await session.execute(
            StatementRequest(statement: "select * from range(\(Self.rows))")
        )
        var values: [Int64] = []
        while true {
            let page = try await operation.page(maxRows: 777)
            if page.rowCount == 0 { break }
            values += try await page.values()
        }
        #expect(values == (0..<Int64(Self.rows)).map { $0 }, hint)
        #expect(operation.event().fetchedRows == Self.rows, hint)
        try operation.close()
    }

    private func stop(_ session: Session, byClosing: Bool, _ hint: Comment) async throws {
        let operation = try await session.begin(endless)
        if byClosing {
            try operation.close()
            #expect(operation.now == .closed, hint)
        } else {
            operation.cancel()
            #expect(operation.now == .canceled, hint)
            try operation.close()
        }
    }

    private func leave(_ session: Session, after yields: Int) async throws {
        let call = Task { try await session.values(endless) }
        for _ in 0..<yields { await Task.yield() }
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
    }

    private func readWhileClosed(_ session: Session, _ hint: Comment) async throws {
        let operation = try await session.execute(
            StatementRequest(statement: "select * from range(\(Self.rows))")
        )
        let page = try await operation.page(maxRows: Self.rows)
        async let values = page.values()
        operation.closeIfOpen()
        do {
            #expect(try await values.count == Self.rows, hint)
        } catch let error as SessionError {
            #expect(error.code == .unknownOperation, hint)
        }
    }
}
