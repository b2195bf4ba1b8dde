import Engines
import Testing

@testable import Sessions

@Suite("What clients may configure")
struct ConfigurationTests {
    @Test("only settings of the engine reach it, under the engine's own spelling")
    func engineSettings() async throws {
        try await Harness().run { harness in
            let configs = [
                "set:timezone": "Asia/Tokyo", "default_order": "desc", "spark.sql.x": "1", "memory_limit": "1TB",
                "kyuubi.session.name": "n", "torii.x": "2", "set:hivevar:y": "3",
            ]
            let session = try harness.open(configs: configs)
            _ = try await session.execute(
                StatementRequest(statement: "rows 1", confOverlay: ["set:Calendar": "japanese", "threads": "1"])
            )
            let state = harness.world.state.withLock { ($0.sessionSettings, $0.statementSettings) }
            #expect(state.0 == ["TimeZone": "Asia/Tokyo", "default_order": "desc"])
            #expect(state.1 == ["Calendar": "japanese"])
            // What is shown is what the client sent.
            let shown = session.info().configs
            #expect(configs.allSatisfy { shown[$0.key] == $0.value })
        }
    }

    @Test("restricted keys refuse the session and the statement, ignored ones have no effect and stay shown")
    func rules() async throws {
        let harness = Harness(configure: {
            $0.restrictedKeys = ["a.b", "secret.*"]
            $0.ignoredKeys = ["kyuubi.session.name", "default_order"]
        })
        try await harness.run { harness in
            for key in ["a.b", "set:hiveconf:a.b", "secret.x", "set:secret.x.y"] {
                let error = await failure { _ = try harness.open(configs: [key: "1"]) }
                #expect(error?.code == .invalidArgument)
                #expect(error?.message.contains("is a restrict key") == true)
            }
            let session = try harness.open(
                configs: ["kyuubi.session.name": "n", "default_order": "desc", "a.b.c": "1", "secretx": "2"]
            )
            #expect(session.info().sessionName == "")
            #expect(session.info().configs["kyuubi.session.name"] == "n")
            for key in ["a.b", "set:env:PATH"] {
                let request = StatementRequest(statement: "rows 1", confOverlay: [key: "1"])
                #expect(await failure { _ = try await session.execute(request) }?.code == .invalidArgument)
            }
            #expect(session.operations().isEmpty)
            _ = try await session.execute(StatementRequest(statement: "rows 1"))
            #expect(harness.world.state.withLock { $0.sessionSettings } == [:])
        }
    }

    @Test("share levels are looked at when the session opens, not when its engine does")
    func shareLevel() async throws {
        try await Harness().run { harness in
            for (level, code) in [("GALAXY", SessionError.Code.invalidArgument), ("GROUP", .unsupported)] {
                let error = await failure { _ = try harness.open(configs: ["kyuubi.engine.share.level": level]) }
                #expect(error?.code == code)
            }
            #expect(harness.manager.count == 0)
            let configs = ["set:kyuubi.engine.share.level": "user", "kyuubi.engine.share.level.subdomain": "s"]
            let key = EngineDirectory.Key(.user, of: "duckdb", user: "ann", subdomain: "s")
            let opened = try harness.open(configs: configs)
            #expect(opened.engineKey == key)
            let request = SessionOpenRequest(user: "ann", clientAddress: "::1", configs: configs)
            let foretold = try harness.manager.engineKey(for: request)
            #expect(foretold == key)
        }
    }

    @Test(
        "a plan in place of a result, or another language, is refused rather than ignored",
        arguments: [
            ("kyuubi.operation.plan.only.mode", "parse", false), ("kyuubi.operation.plan.only.mode", "NONE", true),
            ("kyuubi.operation.plan.only.mode", "Physical", true),
            ("kyuubi.operation.language", "SCALA", false), ("kyuubi.operation.language", "sql", true),
        ]
    )
    func unsupported(key: String, value: String, isSupported: Bool) async throws {
        try await Harness().run { harness in
            let overlaid = try harness.open()
            let configured = try harness.open(configs: [key: value])
            for (session, overlay) in [(overlaid, [key: value]), (configured, [:])] {
                let request = StatementRequest(statement: "rows 1", confOverlay: overlay)
                if isSupported {
                    _ = try await session.execute(request)
                } else {
                    let error = await failure { _ = try await session.execute(request) }
                    #expect(error?.code == .unsupported)
                    #expect(error?.message.contains(key) == true)
                    #expect(session.operations().isEmpty)
                }
            }
        }
    }

    @Test("kyuubi.operation.result.max.rows cuts the result, the statement's own before the session's")
    func maxRows() async throws {
        try await Harness().run { harness in
            let key = "kyuubi.operation.result.max.rows"
            let session = try harness.open(configs: [key: "4"])
            #expect(try await session.execute(StatementRequest(statement: "rows 9")).rows() == [0, 1, 2, 3])
            #expect(try await session.execute(StatementRequest(statement: "rows 2")).rows() == [0, 1])
            let off = StatementRequest(statement: "rows 9", confOverlay: [key: "0"])
            #expect(try await session.execute(off).rows().count == 9)
            #expect(await failure { _ = try harness.open(configs: [key: "many"]) }?.code == .invalidArgument)
        }
    }

    @Test(
        "what is no value of its key refuses the session, and the statement",
        arguments: [
            ("kyuubi.operation.plan.only.mode", "guess"), ("kyuubi.operation.language", "COBOL"),
            ("kyuubi.operation.result.max.rows", "many"), ("kyuubi.operation.progress.enabled", "yes"),
            ("kyuubi.operation.query.timeout.monitor.enabled", "1"), ("kyuubi.operation.incremental.collect", ""),
        ]
    )
    func invalid(key: String, value: String) async throws {
        try await Harness().run { harness in
            let error = await failure { _ = try harness.open(configs: ["set:\(key)": value]) }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.contains(key) == true)
            #expect(harness.manager.count == 0)
            let session = try harness.open()
            let request = StatementRequest(statement: "rows 1", confOverlay: [key: value])
            #expect(await failure { _ = try await session.execute(request) }?.code == .invalidArgument)
            #expect(session.operations().isEmpty)
        }
    }

    @Test("what the node says holds for sessions that do not say otherwise, and is not shown as theirs")
    func defaults() async throws {
        let key = "kyuubi.operation.result.max.rows"
        // A rule against a key is one against clients.
        let harness = Harness(configure: {
            $0.sessionDefaults = [key: "2", "kyuubi.operation.progress.enabled": "true"]
            $0.restrictedKeys = ["kyuubi.operation.progress.*"]
        })
        try await harness.run { harness in
            let session = try harness.open()
            #expect(try await session.execute(StatementRequest(statement: "rows 9")).rows() == [0, 1])
            #expect(session.info().configs[key] == nil)
            let other = try harness.open(configs: [key: "3"])
            #expect(try await other.execute(StatementRequest(statement: "rows 9")).rows() == [0, 1, 2])
        }
    }

    @Test("a session that wants its engine at once waits for it, and is gone where the engine does not come")
    func launchAtOnce() async throws {
        let refusal = EngineError(.openFailed, "no such database")
        let harness = Harness { world in
            if world.state.withLock({ $0.sessionFailure }) != nil { throw refusal }
            return world.makeEngine()
        }
        try await harness.run { harness in
            let configs = ["kyuubi.session.engine.launch.async": "false"]
            let session = try harness.open(configs: configs)
            try await session.awaitEngineIfWanted()
            #expect(session.event().openedTime > 0)
            harness.world.state.withLock { $0.sessionFailure = refusal }
            let failed = try harness.open(configs: configs)
            let error = await failure { try await failed.awaitEngineIfWanted() }
            #expect(error?.code == .launchFailed && error?.message == "no such database")
            #expect(throws: SessionError.unknownSession(failed.id)) { try harness.manager.session(failed.id) }
            // Others do not wait.
            try await harness.open().awaitEngineIfWanted()
        }
    }

    @Test("the watch-dog can be switched off for a statement")
    func unwatched() async throws {
        try await Harness(configure: { $0.queryTimeout = .seconds(5) }).run { harness in
            let operation = try await harness.open().execute(
                StatementRequest(
                    statement: "hold",
                    runAsync: true,
                    queryTimeout: 3,
                    confOverlay: ["kyuubi.operation.query.timeout.monitor.enabled": "false"]
                )
            )
            #expect(operation.timeout == nil)
        }
    }
}
