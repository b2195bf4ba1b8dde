import Engines
import Testing

@testable import Sessions

@Suite("Nothing is left behind")
struct LeakTests {
    /// What happens to one of many operations.
    private enum Fate: CaseIterable {
        case finish, fail, cancel, close, fetchWhileClosed, cancelAgainstFinish, clientGone, sessionClosed, timeout
    }

    @Test("300 operations, raced by cancel, close, fetch, time-out and the end of their session, leave nothing")
    func races() async throws {
        let harness = Harness(configure: {
            // Some rows in memory, most in files.
            $0.nodeResults.memoryBytes = 2000
        })
        try await harness.run { harness in
            var generator = SystemRandomNumberGenerator()
            let seed = UInt64.random(in: 0 ... .max, using: &generator)
            var random = Random(seed: seed)
            var sessions: [Session] = []
            for _ in 0..<12 {
                sessions.append(try harness.open(protocolVersion: Int.random(in: 0...10, using: &random)))
            }
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    let fate = Fate.allCases[number % Fate.allCases.count]
                    let session = sessions[number % sessions.count]
                    group.addTask { await Self.live(fate, "\(fate) \(number)", session, harness) }
                }
            }
            #expect(harness.world.events.filter { $0.hasPrefix("submit") }.count > 150, "seed \(seed)")
            for session in sessions { session.closeIfOpen() }
            await until("all is over, seed \(seed)") { harness.world.open == FakeWorld.Open() }
            #expect(harness.manager.resultUsage == ResultBudget.Usage(), "seed \(seed)")
            #expect(harness.manager.services.index.operationCount == 0, "seed \(seed)")
            await until("no watch-dog is left") { harness.clock.deadlines.count <= 1 }
        }
    }

    private static func live(_ fate: Fate, _ sql: String, _ session: Session, _ harness: Harness) async {
        if fate == .clientGone {
            let call = Task { try await session.execute(StatementRequest(statement: sql)) }
            await Task.yield()
            call.cancel()
            _ = await call.result
            return
        }
        guard
            let (operation, engine) = try? await harness.submit(
                sql,
                in: session,
                queryTimeout: fate == .timeout ? 1 : 0
            )
        else { return }
        switch fate {
        case .finish:
            engine.finish(rows: 50)
            _ = try? await operation.rows()
        case .fail:
            engine.fail(EngineError(.statementFailed, "no"))
        case .cancel:
            engine.start()
            operation.cancel()
        case .close:
            engine.start()
            operation.closeIfOpen()
        case .fetchWhileClosed:
            engine.finish(rows: 60)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try? await operation.rows(.next, 7) } }
                group.addTask { operation.closeIfOpen() }
            }
        case .cancelAgainstFinish:
            await withTaskGroup(of: Void.self) { group in
                group.addTask { engine.finish(rows: 20) }
                group.addTask { operation.cancel() }
                group.addTask { operation.closeIfOpen() }
            }
        case .sessionClosed:
            engine.start()
            if sql.hasSuffix("7") { session.closeIfOpen() }
        case .timeout:
            harness.clock.advance(by: .seconds(1))
            operation.cancel()
        case .clientGone:
            break
        }
    }
}
