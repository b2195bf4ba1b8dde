import Engines
import Testing

@testable import Sessions

@Suite("Operation logs")
struct LogTests {
    @Test("a trivial statement logs at least ten lines, its own text among them")
    func trivial() async throws {
        try await Harness().run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 4"))
            let lines = try await operation.log()
            #expect(lines.count >= 10)
            #expect(lines.contains("rows 4"))
            #expect(lines.contains { $0.hasSuffix("PENDING_STATE -> RUNNING_STATE") })
            #expect(lines.contains { $0.hasSuffix("RUNNING_STATE -> FINISHED_STATE") })
            #expect(lines.contains { $0.contains("has 4 result rows: 32 bytes in memory") })
            #expect(lines.contains { $0.contains("has 1 result columns: n BIGINT_TYPE") })
            #expect(lines.allSatisfy { !$0.contains("\n") })
            #expect(try await operation.log() == [])
            #expect(try await operation.log(.first, maxRows: 2) == Array(lines.prefix(2)))
            #expect(try await operation.log(.next, maxRows: 0) == Array(lines.dropFirst(2)))
            #expect(await failure { _ = try await operation.log(.prior) }?.code == .invalidArgument)
        }
    }

    @Test("what the engine logs shows while the statement runs")
    func whileRunning() async throws {
        try await Harness().run { harness in
            let (operation, engine) = try await harness.submit("hold")
            engine.start()
            await operation.reaches(.running)
            _ = try await operation.log(maxRows: 0)
            engine.write("stage 1 of 2")
            #expect(try await operation.log() == ["stage 1 of 2"])
            engine.write("stage 2 of 2")
            engine.finish(rows: 0)
            await operation.reaches(.finished)
            #expect(try await operation.log().first == "stage 2 of 2")
        }
    }

    @Test("a failure's reason is in the log")
    func failing() async throws {
        try await Harness().run { harness in
            let (operation, _) = try await harness.submit("fail no table t")
            await operation.reaches(.error)
            let lines = try await operation.log()
            #expect(lines.contains("no table t"))
            #expect(lines.contains { $0.hasSuffix("-> ERROR_STATE") })
        }
    }
}
