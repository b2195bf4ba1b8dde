import Engines
import Testing

@testable import Sessions

@Suite("Metadata questions")
struct MetadataTests {
    @Test("a question holds its call until its end, under the name of the question and without a log")
    func synchronous() async throws {
        try await Harness().run { harness in
            let session = try harness.open()
            async let answer = session.execute(.metadata(.catalogs))
            let engine = await harness.world.operation("GetCatalogs")
            #expect(session.operations().map(\.statement) == ["GetCatalogs"])
            #expect(session.operations().map(\.state) == [.pending])
            engine.write("a line")
            engine.finish(rows: 2)
            let operation = try await answer
            #expect(operation.now == .finished && !operation.event().shouldRunAsync)
            #expect(operation.event().progress == nil)
            #expect(try await operation.rows() == [0, 1])
            #expect(try await operation.log() == [])
            #expect(session.info().totalOperations == 1)
        }
    }

    @Test("what bounds and changes statements does not touch a question")
    func settings() async throws {
        let harness = Harness(configure: { $0.queryTimeout = .seconds(1) })
        try await harness.run { harness in
            let session = try harness.open(configs: [
                "kyuubi.operation.result.max.rows": "1", "kyuubi.operation.progress.enabled": "true",
                "kyuubi.operation.language": "SCALA",
            ])
            async let answer = session.execute(.metadata(.tableTypes))
            let engine = await harness.world.operation("GetTableTypes")
            engine.start()
            harness.clock.advance(by: .seconds(3600))
            engine.finish(rows: 5)
            let operation = try await answer
            #expect(operation.now == .finished)
            #expect(try await operation.rows().count == 5)
            #expect(operation.event().progress == nil)
        }
    }

    @Test("a caller that goes away stops its question, and leaves nothing")
    func abandoned() async throws {
        try await Harness().run { harness in
            let session = try harness.open()
            let call = Task { try await session.execute(.metadata(.typeInfo)) }
            _ = await harness.world.operation("GetTypeInfo")
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            #expect(session.operations().isEmpty)
            await until("the engine is told") { harness.world.events.contains("cancel GetTypeInfo") }
        }
    }

    @Test("a question that the engine has no answer to is unsupported, and leaves no operation")
    func unsupported() async throws {
        try await Harness().run { harness in
            let session = try harness.open()
            let every = MetadataQuestion.TableChoice(catalog: nil, schema: nil, table: nil)
            let reason = EngineError(.unsupported, "feature not supported")
            harness.world.state.withLock { $0.submitFailure = reason }
            let error = await failure { _ = try await session.execute(.metadata(.primaryKeys(every))) }
            #expect(error == SessionError(.unsupported, "feature not supported"))
            #expect(session.operations().isEmpty)
        }
    }

    @Test("information waits for the engine, but for what the session knows itself")
    func information() async throws {
        let gate = Promise<Void>()
        let harness = Harness(open: { world in
            try await gate.value()
            return world.makeEngine()
        })
        try await harness.run { harness in
            let session = try harness.open(user: "ann")
            #expect(try await session.information(.userName) == "ann")
            async let name = session.information(.dbmsName)
            gate.keep()
            #expect(try await name == "Fake")
            #expect(try await session.information(.maxRowSize) == nil)
        }
    }
}
