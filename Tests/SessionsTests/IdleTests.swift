import Engines
import Testing

@testable import Sessions

@Suite("Idle reaping")
struct IdleTests {
    @Test("the sweep closes a session once its idle time is over, and not before")
    func session() async throws {
        try await Harness().run { harness in
            let session = try harness.open()
            await until("the sweep waits") { harness.clock.deadlines.contains(.seconds(300)) }
            for _ in 0..<72 {
                #expect(harness.manager.count == 1)
                await harness.sweepInterval()
            }
            // Six hours exactly: idle time must be longer.
            #expect(harness.manager.count == 1)
            await harness.sweepInterval()
            await until("it is closed") { harness.manager.count == 0 }
            #expect(throws: SessionError.unknownSession(session.id)) { try harness.manager.session(session.id) }
        }
    }

    @Test("a session's own idle time-out is honoured")
    func ownTimeout() async throws {
        try await Harness().run { harness in
            let short = try harness.open(configs: ["kyuubi.session.idle.timeout": "PT1M"])
            let long = try harness.open()
            harness.clock.advance(by: .seconds(60))
            harness.manager.sweep()
            #expect(harness.manager.count == 2)
            harness.clock.advance(by: .milliseconds(1))
            harness.manager.sweep()
            #expect(harness.manager.sessions().map(\.id) == [long.id])
            #expect(short.event().endTime > 0)
        }
    }

    @Test("every call that names the session or its operation is an access, reading too")
    func access() async throws {
        try await Harness().run { harness in
            let session = try harness.open(configs: ["kyuubi.session.idle.timeout": "60000"])
            let operation = try await session.execute(StatementRequest(statement: "rows 1"))
            harness.clock.advance(by: .seconds(59))
            _ = try harness.manager.session(session.id)
            #expect(session.info().duration == 59_000)
            harness.clock.advance(by: .seconds(59))
            _ = try harness.manager.operation(operation.id)
            #expect(session.info().duration == 118_000)
            try operation.close()
            harness.clock.advance(by: .seconds(60))
            harness.manager.sweep()
            #expect(harness.manager.count == 1)
            harness.clock.advance(by: .milliseconds(1))
            harness.manager.sweep()
            #expect(harness.manager.count == 0)
        }
    }

    @Test("a running statement keeps its session, however long; a finished one until it expires")
    func operations() async throws {
        let harness = Harness(configure: { $0.operationIdleTimeout = .seconds(100) })
        try await harness.run { harness in
            let session = try harness.open(configs: ["kyuubi.session.idle.timeout": "PT10S"])
            let (operation, engine) = try await harness.submit("hold", in: session)
            harness.clock.advance(by: .seconds(100_000))
            harness.manager.sweep()
            #expect(operation.now == .pending)
            #expect(session.info().idleTime == 0)
            engine.finish(rows: 1)
            await operation.reaches(.finished)
            harness.clock.advance(by: .seconds(99))
            _ = try harness.manager.operation(operation.id)
            harness.clock.advance(by: .seconds(99))
            harness.manager.sweep()
            #expect(operation.now == .finished)
            harness.clock.advance(by: .seconds(1))
            harness.manager.sweep()
            #expect(throws: SessionError.unknownOperation(operation.id)) {
                try harness.manager.operation(operation.id)
            }
            // Only now its session's idle time begins.
            #expect(harness.manager.count == 1)
            harness.clock.advance(by: .milliseconds(10_001))
            harness.manager.sweep()
            #expect(harness.manager.count == 0)
        }
    }

    @Test("the sweep closes a shared engine some time after its last session")
    func engine() async throws {
        try await Harness(shareLevel: .server).run { harness in
            let session = try harness.open()
            _ = try await session.execute(StatementRequest(statement: "rows 1"))
            try session.close()
            await until("the session is over") { harness.world.open == FakeWorld.Open(engines: 1) }
            harness.clock.advance(by: .seconds(1799))
            harness.manager.sweep()
            harness.clock.advance(by: .seconds(1))
            #expect(harness.world.open.engines == 1)
            harness.manager.sweep()
            await until("the engine is closed") { harness.world.open.engines == 0 }
        }
    }
}

extension Harness {
    /// Lets one interval pass and waits for the sweep to be done.
    fileprivate func sweepInterval() async {
        let next = self.clock.now.offset + .seconds(600)
        self.clock.advance(by: .seconds(300))
        await until("the next sweep waits") { self.clock.deadlines.contains(next) }
    }
}
