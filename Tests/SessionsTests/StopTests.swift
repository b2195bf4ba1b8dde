import Engines
import Testing

@testable import Sessions

@Suite("The end of a manager")
struct StopTests {
    @Test("an engine that does not let go is left after a while, and the operator told")
    func bounded() async throws {
        let harness = Harness(configure: { $0.stopTimeout = .seconds(5) })
        let closing = Promise<Void>()
        harness.world.state.withLock { $0.closing = closing }
        let run = Task { await harness.manager.run() }
        let (operation, _) = try await harness.submit("hold")
        run.cancel()
        await until("it waits for the session") { harness.clock.deadlines.contains(.seconds(5)) }
        #expect(harness.manager.count == 0)
        #expect(operation.now == .closed)
        harness.clock.advance(by: .seconds(5))
        await run.value
        #expect(
            harness.log.withLock { $0 } == [
                "sessions are still busy in their engines after 5000 ms, and are left as they are"
            ]
        )
        closing.keep()
        await until("it is closed all the same") { harness.world.open == FakeWorld.Open() }
    }

    @Test("end: the handles are unknown at once, nothing comes in, and the run returns when all is over")
    func end() async throws {
        let harness = Harness(shareLevel: .user)
        let run = Task { await harness.manager.run() }
        let sessions = try (0..<100).map { try harness.open(user: "user \($0 % 7)") }
        let (operation, _) = try await harness.submit("hold", in: sessions[0])
        harness.manager.end()
        #expect(harness.manager.count == 0)
        #expect(throws: SessionError.unknownOperation(operation.id)) { try harness.manager.operation(operation.id) }
        #expect(await failure { _ = try harness.open() }?.code == .unavailable)
        await run.value
        #expect(harness.world.open == FakeWorld.Open())
        #expect(harness.log.withLock { $0 } == [])
    }

    @Test("drain: nothing comes in, what is there lives on, and engines close with their last session")
    func drain() async throws {
        try await Harness(shareLevel: .user).run { harness in
            let session = try harness.open()
            _ = try await session.execute(StatementRequest(statement: "rows 1"))
            harness.manager.drain()
            #expect(await failure { _ = try harness.open() }?.code == .unavailable)
            #expect(try await session.execute(StatementRequest(statement: "rows 1")).now == .finished)
            try session.close()
            await until("the engine is closed") { harness.world.open.engines == 0 }
        }
    }
}
