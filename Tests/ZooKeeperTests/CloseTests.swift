import ProcessTestKit
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

@Suite("Closing")
struct CloseTests {
    @Test("Fifty queued calls are all completed by closing")
    func queuedCalls() async throws {
        let proxy = try CuttableProxy(to: try await ZooKeeperServer.shared.port)
        let place = try await Workplace.make { $0.connectString = proxy.connectString }
        proxy.freeze()
        let (client, path) = (place.client, place.path("a"))
        let answers = await withTaskGroup(of: ZooKeeperError?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do {
                        _ = try await client.set(path, data: [])
                        return nil
                    } catch {
                        return error as? ZooKeeperError
                    }
                }
            }
            #expect(await eventually { client.session.guarded.withLock { $0.pending.count == 50 } })
            group.addTask {
                await client.close()
                return nil
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let expected = ZooKeeperError(.closing, path: path, isOutcomeUnknown: true)
        #expect(answers.count == 51)
        #expect(answers.filter { $0 == expected }.count == 50)
        #expect(await eventually { client.session.boxes.alive == 0 })
        proxy.drop()
    }

    @Test("Calls race with closing, two hundred times: each is answered, none touches a closed handle")
    func race() async throws {
        for round in 0..<200 {
            let client = try await connectShared()
            let codes = await withTaskGroup(of: ZooKeeperError.Code?.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        await code {
                            switch number % 4 {
                            case 0: _ = try await client.get("/")
                            case 1: _ = try await client.exists("/none", watch: true)
                            case 2: try await client.multi([.check("/"), .check("/zookeeper")])
                            default: _ = try await client.children(of: "/", watch: true)
                            }
                        }
                    }
                    if number == round % 24 {
                        group.addTask {
                            await client.close()
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count == 25)
            #expect(codes.allSatisfy { $0 == nil || $0 == .closing })
            #expect(client.state == .closed)
            #expect(await eventually { client.session.boxes.alive == 0 })
        }
    }

    @Test("A call the library refuses at once throws and leaves nothing behind")
    func refusedCall() async throws {
        let client = try await connectShared()
        let refused = await code {
            // What the library answers to a malformed path, which does not get so far otherwise.
            let _: Void = try await client.session.call("/a") { _, _ in -8 }
        }
        #expect(refused == .badArguments)
        #expect(client.session.guarded.withLock { $0.pending.isEmpty })
        await client.close()
        #expect(await eventually { client.session.boxes.alive == 0 })
    }

    @Test("Calls after closing throw, and have not been carried out")
    func afterClose() async throws {
        let client = try await connectShared()
        await client.close()
        await #expect(throws: ZooKeeperError(.closing, path: "/a", isOutcomeUnknown: false)) {
            try await client.create("/a")
        }
        #expect(await code { try await client.multi([.check("/")]) } == .closing)
        #expect(await code { try await client.sync() } == .closing)
    }

    @Test("Closing twice, also at once, is harmless")
    func doubleClose() async throws {
        let client = try await connectShared()
        let recorder = EventRecorder(client)
        async let first: Void = client.close()
        async let second: Void = client.close()
        _ = await (first, second)
        await client.close()
        #expect(await recorder.has(.closed))
        #expect(recorder.events == [.connected, .closed])
    }

    @Test("A client that is dropped closes itself")
    func dropped() async throws {
        let place = try await Workplace.make()
        let path = place.path("e")
        let session = try await { () async throws -> Session in
            let client = try await connectShared()
            _ = try await client.create(path, mode: .ephemeral)
            return client.session
        }()
        await session.closed.value
        #expect(try await place.client.exists(path) == nil)
        #expect(await eventually { session.boxes.alive == 0 })
        await place.client.close()
    }
}
