import Engines
import Synchronization
import Testing

@testable import Sessions

@Suite("The engine directory")
struct EngineDirectoryTests {
    private let world = FakeWorld()

    private func directory(
        claims: EngineClaims = .alwaysHere,
        open: (@Sendable (EngineDirectory.Key) async throws -> any Engine)? = nil
    ) -> EngineDirectory {
        var configuration = EngineDirectory.Configuration()
        configuration.idleTimeout = .milliseconds(100)
        let world = self.world
        return EngineDirectory(configuration, claims: claims, open: open ?? { _ in world.makeEngine() })
    }

    private func key(
        _ level: EngineDirectory.ShareLevel,
        user: String = "ann",
        subdomain: String? = nil
    ) -> EngineDirectory.Key {
        EngineDirectory.Key(level, of: "duckdb", user: user, subdomain: subdomain)
    }

    private func at(_ milliseconds: Int64) -> Moment {
        Moment(wall: 0, uptime: milliseconds)
    }

    @Test("CONNECTION: each session has its own engine, which ends with it")
    func connection() async throws {
        let directory = self.directory()
        let first = try await directory.lease(for: self.key(.connection))
        let second = try await directory.lease(for: self.key(.connection))
        #expect(first.engine.identity != second.engine.identity)
        await first.release(at: self.at(0))
        #expect(self.world.open.engines == 1)
        await second.release(at: self.at(0))
        #expect(self.world.open.engines == 0)
    }

    @Test("SERVER: racing sessions open one engine, another subdomain its own")
    func server() async throws {
        let directory = self.directory()
        let request = self.key(.server)
        let leases = try await withThrowingTaskGroup(of: EngineLease.self) { group in
            for _ in 0..<50 {
                group.addTask { try await directory.lease(for: request) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(leases.map(\.engine.identity)).count == 1)
        let other = try await directory.lease(for: self.key(.server, subdomain: "b"))
        #expect(other.engine.identity != leases[0].engine.identity)
        #expect(self.world.open.engines == 2)
        await directory.close()
        #expect(self.world.open.engines == 0)
        await #expect(throws: EngineError.self) { try await directory.lease(for: request) }
    }

    @Test("an idle shared engine is closed after its time, one in use or used again is not")
    func idle() async throws {
        let directory = self.directory()
        let first = try await directory.lease(for: self.key(.server))
        let second = try await directory.lease(for: self.key(.server))
        await first.release(at: self.at(0))
        await directory.closeIdle(at: self.at(1000))
        #expect(self.world.open.engines == 1)
        await second.release(at: self.at(1000))
        await directory.closeIdle(at: self.at(1099))
        #expect(self.world.open.engines == 1)
        let third = try await directory.lease(for: self.key(.server))
        await directory.closeIdle(at: self.at(1200))
        #expect(self.world.open.engines == 1)
        await third.release(at: self.at(1200))
        await directory.closeIdle(at: self.at(1300))
        #expect(self.world.open.engines == 0)
        let fourth = try await directory.lease(for: self.key(.server))
        #expect(fourth.engine.identity.id == "engine-2")
        await directory.close()
    }

    @Test("a failure to open reaches all who waited, and the next one tries again")
    func failing() async throws {
        let ready = Promise<Void>()
        let attempts = Mutex(0)
        let world = self.world
        let directory = self.directory { _ in
            if attempts.withLock({
                $0 += 1; return $0
            }) > 1 {
                return world.makeEngine()
            }
            try await ready.value()
            throw EngineError(.openFailed, "locked")
        }
        let request = self.key(.server)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        _ = try await directory.lease(for: request)
                        return false
                    } catch let error as EngineError {
                        return error.message == "locked"
                    }
                }
            }
            await until("one opens") { attempts.withLock { $0 } == 1 }
            for _ in 0..<1000 { await Task.yield() }
            ready.keep()
            for try await failed in group {
                #expect(failed)
            }
        }
        #expect(attempts.withLock { $0 } == 1)
        _ = try await directory.lease(for: request)
        #expect(self.world.open.engines == 1)
        await directory.close()
    }

    @Test("where the session that opens it goes away, the next in line opens the engine")
    func openerGone() async throws {
        let attempts = Mutex(0)
        let world = self.world
        let directory = self.directory { _ in
            if attempts.withLock({
                $0 += 1; return $0
            }) == 1 {
                try await Promise<Void>().value()
            }
            return world.makeEngine()
        }
        let request = self.key(.server)
        let first = Task { try await directory.lease(for: request) }
        await until("the first opens") { attempts.withLock { $0 } == 1 }
        let second = Task { try await directory.lease(for: request) }
        for _ in 0..<100 { await Task.yield() }
        first.cancel()
        #expect(try await second.value.engine.identity.id == "engine-1")
        await #expect(throws: CancellationError.self) { try await first.value }
        await directory.close()
        #expect(self.world.open.engines == 0)
    }

    @Test("USER: a user's sessions share one engine, other users and subdomains have theirs")
    func user() async throws {
        let directory = self.directory()
        let names = try await [
            self.key(.user), self.key(.user), self.key(.user, user: "bob"), self.key(.user, subdomain: "b"),
            self.key(.server),
        ].asyncMap { try await directory.lease(for: $0).engine.identity.id }
        #expect(names == ["engine-1", "engine-1", "engine-2", "engine-3", "engine-4"])
        await directory.close()
    }

    @Test("what a session does not say about its engine is as configured, USER by default")
    func defaults() throws {
        let directory = self.directory()
        func key(_ choice: EngineChoice) throws -> EngineDirectory.Key { try directory.key(user: "ann", choice) }
        #expect(try key(EngineChoice()) == self.key(.user, subdomain: "default"))
        #expect(try key(EngineChoice(shareLevel: .server, subdomain: "b")) == self.key(.server, subdomain: "b"))
        #expect(try key(EngineChoice(shareLevel: .connection, subdomain: "b")) == self.key(.connection))
        #expect(self.key(.server).user == "")
    }

    @Test("a session may choose among the engines that are defined, in either case, and each has its own databases")
    func engines() async throws {
        var configuration = EngineDirectory.Configuration()
        configuration.engines = ["scratch"]
        let opened = Mutex([String]())
        let world = self.world
        let directory = EngineDirectory(configuration) { key in
            opened.withLock { $0.append(key.engine) }
            return world.makeEngine()
        }
        for name in ["DUCKDB", "duckdb", "Scratch", nil] {
            let key = try directory.key(user: "ann", EngineChoice(engine: name))
            _ = try await directory.lease(for: key)
        }
        #expect(opened.withLock { $0 } == ["duckdb", "scratch"])
        for name in ["SPARK_SQL", "", "scratch "] {
            let error = await failure { _ = try directory.key(user: "ann", EngineChoice(engine: name)) }
            #expect(error?.code == .invalidArgument)
            #expect(
                error?.message == "kyuubi.engine.type = \(name) is not configured here; there is DUCKDB, SCRATCH"
            )
        }
        await directory.close()
    }

    @Test("levels are read in either case; Kyuubi's others are unsupported, other text is wrong")
    func levels() async {
        #expect((try? EngineDirectory.ShareLevel(asked: "server")) == .server)
        for (text, code) in [
            ("GROUP", SessionError.Code.unsupported), ("GALAXY", .invalidArgument), ("", .invalidArgument),
        ] {
            #expect(await failure { _ = try EngineDirectory.ShareLevel(asked: text) }?.code == code)
        }
    }

    @Test("a shared engine opens once its claim is held, and the claim goes by its version after the engine closed")
    func claims() async throws {
        let events = Mutex([String]())
        let world = self.world
        let claims = EngineClaims { key in
            events.withLock {
                $0.append("claim \(key.user)")
                return .here(version: Int32($0.count))
            }
        } release: { key, version in
            events.withLock { $0.append("release \(key.user) \(version), \(world.open.engines) open") }
        }
        let fails = Mutex(true)
        let directory = self.directory(claims: claims) { _ in
            if fails.withLock({ $0 }) { throw EngineError(.openFailed, "no") }
            return world.makeEngine()
        }
        await #expect(throws: EngineError.self) { try await directory.lease(for: self.key(.user)) }
        fails.withLock { $0 = false }
        let lease = try await directory.lease(for: self.key(.user))
        await lease.release(at: self.at(0))
        await directory.closeIdle(at: self.at(100))
        #expect(events.withLock { $0 } == ["claim ann", "release ann 1, 0 open", "claim ann", "release ann 3, 0 open"])
        // A session's own engine is nobody else's affair.
        await (try await directory.lease(for: self.key(.connection))).release(at: self.at(200))
        #expect(events.withLock { $0.count } == 4)
    }

    @Test("an engine that another node holds is not opened here")
    func elsewhere() async throws {
        let directory = self.directory(
            claims: EngineClaims { _ in
                .elsewhere
            } release: { _, _ in
            }
        )
        do {
            _ = try await directory.lease(for: self.key(.user))
            Issue.record("the engine was opened")
        } catch let error as EngineError {
            #expect(error.code == .unavailable)
        }
        #expect(self.world.open.engines == 0)
    }

    @Test("a drained directory closes engines with their last session")
    func drains() async throws {
        let directory = self.directory()
        let idle = try await directory.lease(for: self.key(.user, user: "bob"))
        let first = try await directory.lease(for: self.key(.user))
        let second = try await directory.lease(for: self.key(.user))
        await idle.release(at: self.at(0))
        await directory.drain(at: self.at(0))
        #expect(self.world.open.engines == 1)
        await first.release(at: self.at(1))
        #expect(self.world.open.engines == 1)
        await second.release(at: self.at(1))
        #expect(self.world.open.engines == 0)
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
