import Engines
import Synchronization
import Testing

@testable import Sessions

@Suite("Launching a session's engine")
struct LaunchTests {
    @Test(
        "a failure keeps the code that tells the caller what to do",
        arguments: [
            (.poolFull, .busy), (.unavailable, .unavailable), (.unsupported, .unsupported),
            (.invalidStatement, .invalidArgument), (.openFailed, .launchFailed), (.statementFailed, .launchFailed),
            (.sessionClosed, .launchFailed),
        ] as [(EngineError.Code, SessionError.Code)]
    )
    func codes(engine: EngineError.Code, session: SessionError.Code) async throws {
        let harness = Harness { _ in throw EngineError(engine, "why") }
        try await harness.run { harness in
            let opened = try harness.open()
            let error = await failure { _ = try await opened.execute(StatementRequest(statement: "rows 1")) }
            #expect(error == SessionError(session, "why"))
            #expect(opened.event().info.exception == error)
        }
    }

    @Test("a passing failure refuses the calls that waited, and the next call launches the engine again")
    func passing() async throws {
        let attempts = Mutex(0)
        let harness = Harness { world in
            let attempt = attempts.withLock {
                $0 += 1
                return $0
            }
            switch attempt {
            case 1: throw EngineError(.poolFull, "full")
            case 2: throw EngineError(.unavailable, "locked")
            default: return world.makeEngine()
            }
        }
        try await harness.run { harness in
            let session = try harness.open()
            await until("the first attempt failed") { session.info().exception?.code == .busy }
            let second = await failure { _ = try await session.execute(StatementRequest(statement: "rows 1")) }
            #expect(second == SessionError(.unavailable, "locked"))
            #expect(session.operations().isEmpty)
            #expect(try await session.execute(StatementRequest(statement: "rows 1")).rows() == [0])
            #expect(session.info().exception == nil)
            #expect(attempts.withLock { $0 } == 3)
        }
    }

    @Test("a session that waits for its next attempt can be closed, and launches nothing more")
    func passingThenClosed() async throws {
        let harness = Harness { _ in throw EngineError(.unavailable, "locked") }
        try await harness.run { harness in
            let session = try harness.open()
            await until("the attempt failed") { session.info().exception != nil }
            try session.close()
            let error = await failure { _ = try await session.execute(StatementRequest(statement: "rows 1")) }
            #expect(error == .unknownSession(session.id))
        }
    }

    @Test("a session closed while its launch waits never opens its engine")
    func closedBefore() async throws {
        let harness = Harness()
        // Nothing is launched before the manager runs.
        let closed = try (0..<50).map { _ in try harness.open() }
        for session in closed { try session.close() }
        let kept = try harness.open()
        try await harness.run { harness in
            _ = try await kept.execute(StatementRequest(statement: "rows 1"))
            #expect(harness.world.state.withLock { $0.enginesOpened } == 1)
        }
    }

    @Test("an engine that comes after its session was closed opens no session in it")
    func closedMeanwhile() async throws {
        let ready = Promise<Void>()
        let isOpening = Mutex(false)
        // Does not care for cancellation, as a blocking call.
        let harness = Harness { world in
            isOpening.withLock { $0 = true }
            await Task { try? await ready.value() }.value
            return world.makeEngine()
        }
        try await harness.run { harness in
            let session = try harness.open()
            await until("it opens") { isOpening.withLock { $0 } }
            try session.close()
            ready.keep()
            await until("the engine is closed") { harness.world.events.contains("close engine-1") }
            #expect(!harness.world.events.contains("open session of ann"))
        }
    }
}
