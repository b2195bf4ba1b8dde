import Engines
import Synchronization
import Testing

@testable import Sessions

@Suite("The engine directory")
struct EngineDirectoryTests {
    private let world = FakeWorld()

    private func directory(
        _ level: EngineDirectory.ShareLevel,
        open: (@Sendable (EngineDirectory.Key) async throws -> any Engine)? = nil
    ) -> EngineDirectory {
        var configuration = EngineDirectory.Configuration()
        configuration.shareLevel = level
        configuration.idleTimeout = .milliseconds(100)
        let world = self.world
        return EngineDirectory(configuration, open: open ?? { _ in world.makeEngine() })
    }

    private func request(_ configs: [String: String] = [:]) -> SessionOpenRequest {
        SessionOpenRequest(user: "ann", clientAddress: "::1", configs: configs)
    }

    private func at(_ milliseconds: Int64) -> Moment {
        Moment(wall: 0, uptime: milliseconds)
    }

    @Test("CONNECTION: each session has its own engine, which ends with it")
    func connection() async throws {
        let directory = self.directory(.connection)
        let first = try await directory.lease(for: self.request())
        let second = try await directory.lease(for: self.request())
        #expect(first.engine.identity != second.engine.identity)
        await first.release(at: self.at(0))
        #expect(self.world.open.engines == 1)
        await second.release(at: self.at(0))
        #expect(self.world.open.engines == 0)
    }

    @Test("SERVER: racing sessions open one engine, another subdomain its own")
    func server() async throws {
        let directory = self.directory(.server)
        let request = self.request()
        let leases = try await withThrowingTaskGroup(of: EngineLease.self) { group in
            for _ in 0..<50 {
                group.addTask { try await directory.lease(for: request) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(leases.map(\.engine.identity)).count == 1)
        let other = try await directory.lease(for: self.request(["kyuubi.engine.share.level.subdomain": "b"]))
        #expect(other.engine.identity != leases[0].engine.identity)
        #expect(self.world.open.engines == 2)
        await directory.close()
        #expect(self.world.open.engines == 0)
        await #expect(throws: EngineError.self) { try await directory.lease(for: request) }
    }

    @Test("an idle shared engine is closed after its time, one in use or used again is not")
    func idle() async throws {
        let directory = self.directory(.server)
        let first = try await directory.lease(for: self.request())
        let second = try await directory.lease(for: self.request())
        await first.release(at: self.at(0))
        await directory.closeIdle(at: self.at(1000))
        #expect(self.world.open.engines == 1)
        await second.release(at: self.at(1000))
        await directory.closeIdle(at: self.at(1099))
        #expect(self.world.open.engines == 1)
        let third = try await directory.lease(for: self.request())
        await directory.closeIdle(at: self.at(1200))
        #expect(self.world.open.engines == 1)
        await third.release(at: self.at(1200))
        await directory.closeIdle(at: self.at(1300))
        #expect(self.world.open.engines == 0)
        let fourth = try await directory.lease(for: self.request())
        #expect(fourth.engine.identity.id == "engine-2")
        await directory.close()
    }

    @Test("a failure to open reaches all who waited, and the next one tries again")
    func failing() async throws {
        let ready = Promise<Void>()
        let attempts = Mutex(0)
        let world = self.world
        let directory = self.directory(.server) { _ in
            if attempts.withLock({
                $0 += 1; return $0
            }) > 1 {
                return world.makeEngine()
            }
            try await ready.value()
            throw EngineError(.openFailed, "locked")
        }
        let request = self.request()
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
        let directory = self.directory(.server) { _ in
            if attempts.withLock({
                $0 += 1; return $0
            }) == 1 {
                try await Promise<Void>().value()
            }
            return world.makeEngine()
        }
        let request = self.request()
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

    @Test("a session may ask for its level; unknown ones are refused")
    func levels() async throws {
        let directory = self.directory(.connection)
        let shared = try await directory.lease(for: self.request(["set:kyuubi.engine.share.level": "server"]))
        await shared.release(at: self.at(0))
        #expect(self.world.open.engines == 1)
        do {
            _ = try await directory.lease(for: self.request(["kyuubi.engine.share.level": "GALAXY"]))
            Issue.record("an unknown level was taken")
        } catch let error as EngineError {
            #expect(error.code == .unsupported)
        }
        await directory.close()
    }
}
