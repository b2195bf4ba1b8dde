import Engines
import Synchronization
import Testing

@testable import Sessions

@Suite("Sessions")
struct SessionTests {
    @Test("opening answers before the engine is there, and the first statement waits for it")
    func opensAtOnce() async throws {
        let ready = Promise<Void>()
        let harness = Harness { world in
            try await ready.value()
            return world.makeEngine()
        }
        try await harness.run { harness in
            let session = try harness.open()
            #expect(session.event().openedTime == -1)
            #expect(session.info().remoteID == "")
            #expect(session.info().engineID == "")
            async let operation = session.execute(StatementRequest(statement: "rows 2"))
            await until("the statement waits") { !session.operations().isEmpty }
            #expect(session.operations().first?.state == .initialized)
            #expect(session.operations().first?.remoteID == nil)
            harness.clock.advance(by: .milliseconds(70))
            ready.keep()
            let rows = try await operation.rows()
            #expect(rows == [0, 1])
            #expect(session.event().openedTime == 1_000_000_000_070)
            #expect(session.info().remoteID == "remote-session")
            #expect(session.info().engineID == "engine-1")
            #expect(session.info().engineName == "Fake 1.0")
        }
    }

    @Test("the list shows what the contract asks, and looking at it is no access")
    func facts() async throws {
        try await Harness().run { harness in
            let session = try harness.manager.open(
                SessionOpenRequest(
                    user: "ann",
                    realUser: "proxy",
                    clientAddress: "203.0.113.9",
                    protocolVersion: 10,
                    configs: ["kyuubi.session.name": "demo", "x": "1", "kyuubi.client.ipAddress": "forged"]
                )
            )
            harness.clock.advance(by: .seconds(5))
            let other = try harness.open(user: "bob")
            harness.clock.advance(by: .seconds(2))
            let infos = harness.manager.sessions().map { $0.info() }
            #expect(infos.map(\.id) == [session.id, other.id])
            #expect(harness.manager.count == 2)
            let info = infos[0]
            #expect(info.user == "ann")
            #expect(info.clientAddress == "203.0.113.9")
            #expect(
                info.configs == [
                    "kyuubi.session.name": "demo", "x": "1", "kyuubi.client.ipAddress": "203.0.113.9",
                    "kyuubi.server.ipAddress": "10.0.0.7", "kyuubi.session.connection.url": "gate.test:10099",
                    "kyuubi.session.real.user": "proxy",
                ]
            )
            #expect(info.createTime == 1_000_000_000_000)
            #expect(info.duration == 0)
            #expect(info.idleTime == 7000)
            #expect(info.sessionName == "demo")
            #expect(info.instance == "gate.test:10099")
            #expect(info.totalOperations == 0)
            // Naming it is.
            let event = try harness.manager.session(session.id).event()
            #expect(event.info.duration == 7000)
            #expect(event.info.idleTime == 0)
            #expect(event.protocolVersion == 10)
            #expect((event.startTime, event.endTime) == (1_000_000_000_000, -1))
        }
    }

    @Test("close: the handles are unknown at once, the engine is told afterwards, a second close is unknown")
    func close() async throws {
        try await Harness().run { harness in
            let (operation, _) = try await harness.submit("hold")
            let session = operation.session
            try harness.manager.close(session.id)
            #expect(harness.manager.count == 0)
            #expect(throws: SessionError.unknownSession(session.id)) { try harness.manager.close(session.id) }
            #expect(throws: SessionError.unknownSession(session.id)) { try harness.manager.session(session.id) }
            #expect(throws: SessionError.unknownOperation(operation.id)) {
                try harness.manager.operation(operation.id)
            }
            #expect(session.event().endTime == 1_000_000_000_000)
            await until("the engine is told") { harness.world.open == FakeWorld.Open() }
            let error = await failure { _ = try await session.execute(StatementRequest(statement: "late")) }
            #expect(error == .unknownSession(session.id))
        }
    }

    @Test("an engine that does not open: the session stays listed with the reason, every statement fails with it")
    func launchFails() async throws {
        let harness = Harness { _ in throw EngineError(.openFailed, "the database is locked") }
        try await harness.run { harness in
            let session = try harness.open()
            for _ in 0..<2 {
                let error = await failure { _ = try await session.execute(StatementRequest(statement: "rows 1")) }
                #expect(error == SessionError(.launchFailed, "the database is locked"))
            }
            #expect(harness.manager.sessions().map { $0.info() }.first?.exception?.message == "the database is locked")
            #expect(session.operations().isEmpty)
            #expect(session.event().openedTime == -1)
        }
    }

    @Test("an engine that opens but refuses the session is given back")
    func sessionRefused() async throws {
        try await Harness().run { harness in
            harness.world.state.withLock { $0.sessionFailure = EngineError(.openFailed, "no database x") }
            let session = try harness.open()
            let error = await failure { _ = try await session.execute(StatementRequest(statement: "rows 1")) }
            #expect(error == SessionError(.launchFailed, "no database x"))
            await until("the engine is closed") { harness.world.open == FakeWorld.Open() }
        }
    }

    @Test("an engine that takes too long fails the launch; one that comes later is closed again")
    func launchTimeout() async throws {
        let ready = Promise<Void>()
        // Does not care for cancellation, as a blocking call.
        let harness = Harness { world in
            await Task { try? await ready.value() }.value
            return world.makeEngine()
        }
        try await harness.run { harness in
            let session = try harness.open(configs: ["kyuubi.session.engine.initialize.timeout": "PT20S"])
            await until("the launch is timed") { harness.clock.deadlines.contains(.seconds(20)) }
            harness.clock.advance(by: .seconds(20))
            let error = await failure { _ = try await session.execute(StatementRequest(statement: "rows 1")) }
            #expect(error?.code == .launchFailed)
            #expect(error?.message.contains("kyuubi.session.engine.initialize.timeout") == true)
            ready.keep()
            await until("the late engine is closed") { harness.world.events.contains("close engine-1") }
            #expect(session.info().exception?.code == .launchFailed)
        }
    }

    @Test("a session closed while its engine opens ends the launch, and the statement that waited")
    func closedWhileOpening() async throws {
        let harness = Harness { world in
            try await Promise<Void>().value()
            return world.makeEngine()
        }
        try await harness.run { harness in
            let session = try harness.open()
            async let error = failure { _ = try await session.execute(StatementRequest(statement: "rows 1")) }
            await until("the statement waits") { !session.operations().isEmpty }
            try session.close()
            #expect(await error?.code == .closed)
        }
    }

    @Test("unknown protocol versions and bad configuration are refused, and leave nothing", arguments: [-1, 11, 99])
    func refused(protocolVersion: Int) async throws {
        try await Harness().run { harness in
            let error = await failure { _ = try harness.open(protocolVersion: protocolVersion) }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.hasPrefix("Error opening session for ann client ip 203.0.113.9") == true)
            let bad = await failure { _ = try harness.open(configs: ["kyuubi.session.idle.timeout": "x"]) }
            #expect(bad?.code == .invalidArgument)
            #expect(harness.manager.count == 0)
        }
    }

    @Test("once the node stops no session is let in, and what runs is ended")
    func stops() async throws {
        let harness = Harness()
        let operation = Mutex<Sessions.Operation?>(nil)
        try await harness.run { harness in
            let (held, _) = try await harness.submit("hold")
            operation.withLock { $0 = held }
        }
        #expect(operation.withLock { $0?.now } == .closed)
        let error = await failure { _ = try harness.open() }
        #expect(error?.code == .unavailable)
    }
}
