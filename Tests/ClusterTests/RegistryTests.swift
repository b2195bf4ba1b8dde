import Handles
import ProcessTestKit
import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import Cluster

@Suite("Node starts as znodes")
struct RegistryTests {
    private func registry(
        through connectString: String,
        namespace: String
    ) async throws -> (ZooKeeperRegistry, ZooKeeperClient) {
        var configuration = ZooKeeperClient.Configuration(connectString: connectString)
        configuration.sessionTimeout = .seconds(2)
        let client = try await ZooKeeperClient.connect(configuration)
        return (ZooKeeperRegistry(paths: ClusterPaths(namespace: namespace), client: client), client)
    }

    @Test("a create whose answer was lost is found again by the start's GUID, not repeated")
    func lostAnswer() async throws {
        let server = try await ZooKeeperServer.start()
        let proxy = try CuttableProxy(to: server.port)
        let (registry, client) = try await self.registry(through: proxy.connectString, namespace: "/torii")
        _ = try await registry.prepare(secret: .random(), known: nil)
        let (_, observer) = try await self.registry(through: server.connectString, namespace: "/torii")

        // The server gets the create while it is paused, and the connection is cut before it can answer.
        server.pause()
        let record = MembershipTranscript.record(1)
        let sentBefore = proxy.sentCount
        async let isSent: Bool = {
            // More than a ping has.
            let isSent = await eventually(every: .milliseconds(1)) { proxy.sentCount > sentBefore + 100 }
            proxy.cut()
            server.resume()
            return isSent
        }()
        await #expect(throws: ZooKeeperError.self) { _ = try await registry.createNode(record, mayBeThere: false) }
        #expect(await isSent)
        let isThere = try await eventually { try await observer.children(of: "/torii/nodes").count == 1 }
        #expect(isThere, "the server has carried out the create")

        proxy.restore()
        let isBack = await eventually { client.state == .connected }
        #expect(isBack)
        let own = try await registry.createNode(record, mayBeThere: true)
        let nodes = try await observer.children(of: "/torii/nodes")
        #expect(nodes == [ClusterPaths.name(of: own)])
        await client.close()
        await observer.close()
    }

    @Test("no `alive` can be made below a buried node, and none that has a child can be buried")
    func exclusion() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let (registry, oneClient) = try await self.registry(through: server.connectString, namespace: namespace)
        _ = try await registry.prepare(secret: .random(), known: nil)
        let own = try await registry.createNode(MembershipTranscript.record(1), mayBeThere: false)
        let alive = AliveRecord(activity: .active, highestListed: nil)
        #expect(try await registry.createAlive(own, alive) == .created)
        #expect(try await registry.createAlive(own, alive) == .created, "its own is as good as a new one")

        let (other, otherClient) = try await self.registry(through: server.connectString, namespace: namespace)
        #expect(try await other.bury(own) == false, "a node with a child cannot be buried")
        #expect(try await registry.list().map(\.incarnation) == [own])
        #expect(try await other.createAlive(own, alive) == .foundOfOtherSession)
        #expect(try await other.replaceAlive(own, alive) == .created)
        #expect(try await registry.createAlive(own, alive) == .foundOfOtherSession)

        try await other.leave(own)
        #expect(try await registry.createAlive(own, alive) == .nodeGone)
        #expect(try await registry.replaceAlive(own, alive) == .nodeGone)
        await oneClient.close()
        await otherClient.close()
    }

    @Test("a node that a peer holds can leave, and can be buried once it is let go")
    func leaveWhileHeld() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let (registry, oneClient) = try await self.registry(through: server.connectString, namespace: namespace)
        let (other, otherClient) = try await self.registry(through: server.connectString, namespace: namespace)
        _ = try await registry.prepare(secret: .random(), known: nil)
        let own = try await registry.createNode(MembershipTranscript.record(1), mayBeThere: false)
        let holder = try await other.createNode(MembershipTranscript.record(2), mayBeThere: false)
        #expect(try await registry.createAlive(own, AliveRecord(activity: .active, highestListed: nil)) == .created)
        #expect(try await other.hold(own, by: holder))
        try await registry.leave(own)
        let listing = try await other.list().first { $0.incarnation == own }
        #expect(listing?.alive == nil && listing?.hasChild == true && listing?.holders == [holder])
        try await other.release(own, by: holder)
        #expect(try await other.bury(own))
        #expect(try await other.list().map(\.incarnation) == [holder])
        await oneClient.close()
        await otherClient.close()
    }

    @Test("a `held-` of an earlier session is no hold; one of this session is, however often it is made")
    func heldByEarlierSession() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let (registry, client) = try await self.registry(through: server.connectString, namespace: namespace)
        let (later, laterClient) = try await self.registry(through: server.connectString, namespace: namespace)
        _ = try await registry.prepare(secret: .random(), known: nil)
        let own = try await registry.createNode(MembershipTranscript.record(1), mayBeThere: false)
        let holder = try await registry.createNode(MembershipTranscript.record(2), mayBeThere: false)
        #expect(try await registry.hold(own, by: holder))
        #expect(try await registry.hold(own, by: holder))
        #expect(try await later.hold(own, by: holder) == false)
        await client.close()
        #expect(try await later.hold(own, by: holder))
        await laterClient.close()
    }

    @Test("registering and burying race, and never both succeed")
    func race() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let (registry, oneClient) = try await self.registry(through: server.connectString, namespace: namespace)
        let (other, otherClient) = try await self.registry(through: server.connectString, namespace: namespace)
        _ = try await registry.prepare(secret: .random(), known: nil)
        let alive = AliveRecord(activity: .active, highestListed: nil)
        var outcomes: [AliveOutcome: Int] = [:]
        for _ in 0..<200 {
            let own = try await registry.createNode(MembershipTranscript.record(1), mayBeThere: false)
            async let registered = registry.createAlive(own, alive)
            async let buried = other.bury(own)
            let outcome = try await registered
            #expect(try await buried == (outcome == .nodeGone))
            outcomes[outcome, default: 0] += 1
            let isListed = try await registry.list().contains { $0.incarnation == own }
            #expect(isListed == (outcome == .created))
            if outcome == .created { try await registry.leave(own) }
        }
        #expect(outcomes[.foundOfOtherSession] == nil)
        #expect(outcomes.values.reduce(0, +) == 200)
        await oneClient.close()
        await otherClient.close()
    }
}

extension Registry {
    /// All that is there.
    fileprivate func list() async throws -> [MembershipStateMachine.Listing] {
        var tree = NodeTree(paths: ClusterPaths(namespace: ""))
        _ = tree.take(try await self.read(tree.plan()))
        return tree.listings
    }
}
