import ProcessTestKit
import Synchronization
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

@Suite("Sessions")
struct SessionTests {
    @Test("A session has a number of its own and a timeout within the server's bounds")
    func properties() async throws {
        let first = try await connectShared { $0.sessionTimeout = .seconds(4) }
        let second = try await connectShared { $0.sessionTimeout = .milliseconds(900) }
        #expect(first.state == .connected)
        #expect(first.sessionID != 0)
        #expect(first.sessionID != second.sessionID)
        #expect(first.negotiatedTimeout == .seconds(4))
        #expect(second.negotiatedTimeout == .seconds(1))
        await first.close()
        await second.close()
        #expect(first.state == .closed)
    }

    @Test("Ephemeral znodes go when their session is closed")
    func ephemeralAfterClose() async throws {
        let place = try await Workplace.make()
        let other = try await connectShared()
        let path = try await other.create(place.path("e"), mode: .ephemeral)
        #expect(try await place.client.exists(path) != nil)
        await other.close()
        #expect(try await place.client.exists(path) == nil)
        await place.client.close()
    }

    @Test("A session cut off for longer than its timeout expires: its ephemerals go, it is told, and calls throw")
    func expiry() async throws {
        let place = try await Workplace.make()
        let proxy = try CuttableProxy(to: try await ZooKeeperServer.shared.port)
        let client = try await connectShared {
            $0.connectString = proxy.connectString
            $0.sessionTimeout = .seconds(1)
        }
        let recorder = EventRecorder(client)
        let path = try await client.create(place.path("e"), mode: .ephemeral)
        let sessionID = client.sessionID
        proxy.cut()
        #expect(await recorder.has(.suspended))
        #expect(try await eventually { try await place.client.exists(path) == nil })
        #expect(!recorder.events.contains(.expired))
        proxy.restore()
        #expect(await recorder.has(.expired))
        #expect(client.state == .expired)
        #expect(client.sessionID == sessionID)
        #expect(await code { try await client.get(path) } == .sessionExpired)
        #expect(await code { try await client.exists(path) } == .sessionExpired)
        #expect(await code { try await client.children(of: place.root) } == .sessionExpired)
        #expect(await code { try await client.create(path) } == .sessionExpired)
        #expect(await code { try await client.set(path, data: []) } == .sessionExpired)
        #expect(await code { try await client.delete(path) } == .sessionExpired)
        #expect(await code { try await client.multi([.check(path), .delete(path), .check("/")]) } == .sessionExpired)
        #expect(await code { try await client.sync() } == .sessionExpired)
        await client.close()
        #expect(await code { try await client.get(path) } == .closing)
        #expect(await recorder.has(.closed))
        #expect(await eventually { client.session.boxes.alive == 0 })
        await place.client.close()
    }

    @Test("Calls that enter the library just as the session expires throw, singly and as multi")
    func expiryRace() async throws {
        let place = try await Workplace.make()
        let proxy = try CuttableProxy(to: try await ZooKeeperServer.shared.port)
        let client = try await connectShared {
            $0.connectString = proxy.connectString
            $0.sessionTimeout = .seconds(1)
        }
        let recorder = EventRecorder(client)
        let path = try await client.create(place.path("e"), mode: .ephemeral)
        proxy.cut()
        #expect(await recorder.has(.suspended))
        #expect(try await eventually { try await place.client.exists(path) == nil })
        let callers = (0..<4).map { number in
            Task {
                await eventually(every: .milliseconds(1)) {
                    await code {
                        if number < 2 {
                            try await client.multi([.check("/"), .check("/zookeeper"), .check("/")])
                        } else {
                            _ = try await client.get("/")
                        }
                    } == .sessionExpired
                }
            }
        }
        proxy.restore()
        for caller in callers {
            #expect(await caller.value)
        }
        #expect(await recorder.has(.expired))
        await client.close()
        #expect(await eventually { client.session.boxes.alive == 0 })
        await place.client.close()
    }

    @Test("A broken connection fails the pending calls, whose outcome is unknown, and calls work again after it")
    func connectionLoss() async throws {
        let proxy = try CuttableProxy(to: try await ZooKeeperServer.shared.port)
        let place = try await Workplace.make { $0.connectString = proxy.connectString }
        let recorder = EventRecorder(place.client)
        proxy.freeze()
        let pending = Task { try await place.client.create(place.path("a")) }
        #expect(await eventually { place.client.session.guarded.withLock { !$0.pending.isEmpty } })
        proxy.cut()
        await #expect(throws: ZooKeeperError(.connectionLoss, path: place.path("a"), isOutcomeUnknown: true)) {
            try await pending.value
        }
        #expect(await recorder.has(.suspended))
        #expect(await code { try await place.client.multi([.check("/"), .check("/")]) } == .connectionLoss)
        proxy.restore()
        #expect(await recorder.has(.connected, times: 2))
        #expect(try await place.client.children(of: place.root).count <= 1)
        await place.client.close()
    }

    @Test("A silent network fails the pending calls after two thirds of the timeout")
    func silence() async throws {
        let proxy = try CuttableProxy(to: try await ZooKeeperServer.shared.port)
        let client = try await connectShared {
            $0.connectString = proxy.connectString
            $0.sessionTimeout = .seconds(2)
        }
        proxy.freeze()
        let start = ContinuousClock.now
        let failure = await code { try await client.get("/") }
        #expect(failure == .operationTimeout)
        #expect(ContinuousClock.now - start < .seconds(4))
        proxy.drop()
        await client.close()
    }

    @Test("An unknown host name throws")
    func unknownHost() async throws {
        let configuration = ZooKeeperClient.Configuration(connectString: "no-such-host.invalid:2181")
        await #expect(throws: ZooKeeperError(.unknownHost)) {
            try await ZooKeeperClient.connect(configuration)
        }
    }

    @Test("A malformed connect string throws", arguments: ["", "127.0.0.1\0:2181"])
    func malformedConnectString(connectString: String) async throws {
        await #expect(throws: ZooKeeperError(.badArguments)) {
            try await ZooKeeperClient.connect(ZooKeeperClient.Configuration(connectString: connectString))
        }
    }

    @Test("Where no server answers connecting gives up, and its log lines are few")
    func noServer() async throws {
        let proxy = try CuttableProxy(to: 1)
        proxy.cut()
        let log = LogLines()
        var configuration = ZooKeeperClient.Configuration(connectString: proxy.connectString)
        configuration.connectTimeout = .seconds(1)
        configuration.log = { log.append($0) }
        let start = ContinuousClock.now
        await #expect(throws: ZooKeeperError(.connectionLoss, isOutcomeUnknown: false)) {
            try await ZooKeeperClient.connect(configuration)
        }
        let passed = ContinuousClock.now - start
        #expect(log.lines.contains { $0.contains("127.0.0.1:\(proxy.port)") })
        // Ten each ten seconds, and one that counts the rest: by the time that passed, for a busy machine gives up late.
        #expect(log.lines.count <= 11 * (1 + Int(passed / .seconds(10))))
    }

    @Test("Connecting heeds cancellation")
    func cancelledConnect() async throws {
        let proxy = try CuttableProxy(to: 1)
        proxy.cut()
        let configuration = ZooKeeperClient.Configuration(connectString: proxy.connectString)
        let task = Task { try await ZooKeeperClient.connect(configuration) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("Of several servers one that answers is enough")
    func severalServers() async throws {
        let proxy = try CuttableProxy(to: 1)
        proxy.cut()
        let server = try await ZooKeeperServer.shared
        let client = try await connectShared { $0.connectString = "\(proxy.connectString),\(server.connectString)" }
        #expect(try await client.exists("/") != nil)
        await client.close()
    }
}

private final class LogLines: Sendable {
    private let collected = Mutex<[String]>([])

    func append(_ line: String) {
        self.collected.withLock { $0.append(line) }
    }

    var lines: [String] {
        self.collected.withLock { $0 }
    }
}
