import Handles
import ProcessTestKit
import Synchronization
import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import Cluster

/// Nodes that reach each other, as far as the test lets them, and a ZooKeeper that says nothing.
@Suite("A silent ZooKeeper")
struct SilenceTests {
    /// Who answers at which port, in this process.
    private final class Peers: Sendable {
        private let nodes = Mutex<[Int: Membership]>([:])

        func add(_ node: TestNode, at port: Int) {
            self.nodes.withLock { $0[port] = node.membership }
        }

        func probe(_ member: MembershipSnapshot.Member) -> ProbeAnswer {
            guard let node = self.node(member) else { return .refused }
            return node.probeReply.map { ProbeAnswer($0, askedFor: member.incarnation) } ?? .unanswered
        }

        func ask(_ member: MembershipSnapshot.Member, by asker: Int) async -> LeaseAnswer {
            let own = self.nodes.withLock { $0[asker] }?.snapshot.own
            guard let own, let node = self.node(member), node.snapshot.own == member.incarnation else {
                return .unanswered
            }
            return await node.leaseAsked(by: own)
        }

        private func node(_ member: MembershipSnapshot.Member) -> Membership? {
            member.record.flatMap { record in self.nodes.withLock { $0[record.port] } }
        }
    }

    /// Two nodes that know each other, with the default session timeout.
    private func two(of server: ZooKeeperServer) async throws -> [TestNode] {
        let namespace = freshNamespace()
        let peers = Peers()
        var nodes: [TestNode] = []
        for port in 1...2 {
            let node = try TestNode(
                "node-\(port)",
                of: server,
                namespace: namespace,
                port: port,
                sessionTimeout: .seconds(6),
                probe: { peers.probe($0) },
                ask: { await peers.ask($0, by: port) }
            )
            peers.add(node, at: port)
            _ = try await node.own()
            nodes.append(node)
        }
        for (one, other) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
            let incarnation = try await other.own()
            #expect(await sees(one, incarnation) { $0.isRegistered })
            let serves = await eventually { one.membership.mayServe }
            #expect(serves)
        }
        return nodes
    }

    /// Looks every 20 ms for a while whether all may serve, and asks now and then what must be answered without ZooKeeper.
    private func serve(_ nodes: [TestNode], for time: Duration, silentFor silence: Duration) async throws {
        let first = try await nodes[0].own()
        let second = try await nodes[1].own()
        let start = ContinuousClock.now
        var refusals: [Duration] = []
        var late: [Duration] = []
        while ContinuousClock.now - start < time {
            let now = ContinuousClock.now - start
            if !nodes.allSatisfy(\.membership.mayServe) { refusals.append(now) }
            if now > .seconds(3), now < silence {
                // By now contact is missed: no answer waits for ZooKeeper.
                _ = await nodes[0].membership.leaseAsked(by: second)
                let took = ContinuousClock.now - start - now
                if took > .milliseconds(500) { late.append(took) }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(refusals.isEmpty, "no own session is refused")
        #expect(late.isEmpty, "no question for a lease waits for ZooKeeper")
        #expect(nodes[0].events == [.registered(first)] && nodes[1].events == [.registered(second)])
    }

    @Test("for twelve seconds ends no lease: each has the other's word, and no question waits")
    func server() async throws {
        let server = try await ZooKeeperServer.start()
        let nodes = try await self.two(of: server)
        server.pause()
        async let served: Void = self.serve(nodes, for: .seconds(20), silentFor: .seconds(12))
        // Not for an event: what is tried is that nothing happens for so long.
        try await Task.sleep(for: .seconds(12))
        server.resume()
        try await served
        let isBack = await eventually {
            nodes.allSatisfy { $0.membership.isInContact && $0.membership.health.isRegistered }
        }
        #expect(isBack)
    }

    @Test("for one node alone ends no lease: the other holds it, and lends")
    func link() async throws {
        let server = try await ZooKeeperServer.shared
        let nodes = try await self.two(of: server)
        nodes[1].proxy.freeze()
        async let served: Void = self.serve(nodes, for: .seconds(18), silentFor: .zero)
        let second = try await nodes[1].own()
        let isHeld = await eventually(within: .seconds(12)) {
            nodes[0].snapshot.members[second].map { $0.isRegistered && $0.alive == nil } ?? false
        }
        #expect(isHeld, "its session expires, and it is held")
        nodes[1].proxy.thaw()
        try await served
        // Let go again, once the last lease is over.
        let client = try await ZooKeeperClient.connect(.init(connectString: server.connectString))
        let path = ClusterPaths(namespace: nodes[0].namespace).node(second)
        let isFree = try await eventually { try await client.children(of: path) == [ClusterPaths.alive] }
        #expect(isFree)
        await client.close()
    }

    @Test("that answers late gives contact from when it was asked, not from its answer")
    func lateAnswer() async throws {
        let server = try await ZooKeeperServer.shared
        let one = try TestNode("one", of: server, namespace: freshNamespace(), port: 1, sessionTimeout: .seconds(6))
        _ = try await one.own()
        let serves = await eventually { one.membership.mayServe }
        #expect(serves)
        var isDatedBack = false
        // The next read follows within a second, and may be seen first on a busy machine.
        for _ in 0..<4 where !isDatedBack {
            one.proxy.freeze()
            let isMissed = await eventually(every: .milliseconds(1)) {
                one.proxy.isHoldingBack && one.membership.health.contactAge ?? .zero > .milliseconds(2200)
            }
            let before = one.membership.health.contactAge ?? .zero
            one.proxy.thaw()
            let isAnswered = await eventually(every: .milliseconds(1)) {
                one.membership.health.contactAge ?? .zero < before
            }
            #expect(isMissed && isAnswered)
            isDatedBack = one.membership.health.contactAge ?? .zero > .milliseconds(900)
        }
        #expect(isDatedBack)
    }

    @Test(
        "that swallows the answer to a hold keeps no dead node: the hold is found, let go, and the node is gone in time"
    )
    func lostAnswerToHold() async throws {
        let server = try await ZooKeeperServer.start()
        let namespace = freshNamespace()
        let probes = Atomic(0)
        let one = try TestNode(
            "one",
            of: server,
            namespace: namespace,
            port: 1,
            sessionTimeout: .seconds(6),
            probe: { _ in
                guard probes.add(1, ordering: .acquiringAndReleasing).newValue == 1 else { return .refused }
                // It answers a last time. The hold that follows gets to the server and is carried out, and its answer does not come.
                server.pause()
                return .same
            }
        )
        let two = try TestNode("two", of: server, namespace: namespace, port: 2)
        let first = try await one.own()
        let second = try await two.own()
        let knows = await eventually { one.snapshot.members[second]?.alive?.highestListed != nil }
        #expect(knows)
        await two.kill()
        let isPaused = await eventually { probes.load(ordering: .acquiring) == 1 }
        #expect(isPaused)
        try await Task.sleep(for: .milliseconds(300))
        one.proxy.cut()
        server.resume()
        let client = try await ZooKeeperClient.connect(.init(connectString: server.connectString))
        let paths = ClusterPaths(namespace: namespace)
        let isHeld = try await eventually {
            try await client.exists(paths.held(second, by: first)) != nil
        }
        #expect(isHeld, "the hold was carried out")
        one.proxy.restore()
        #expect(await sees(one, second, within: .seconds(10)) { $0 == .gone })
        #expect(one.snapshot.own == first)
        await client.close()
    }

    @Test("one that joins costs each of the others a few packets, however many they are")
    func packets() async throws {
        let server = try await ZooKeeperServer.start()
        let namespace = freshNamespace()
        var nodes: [TestNode] = []
        for port in 1...8 {
            nodes.append(try TestNode("node-\(port)", of: server, namespace: namespace, port: port))
            _ = try await nodes[port - 1].own()
        }
        let knowEachOther = await eventually {
            nodes.allSatisfy { node in
                let others = node.snapshot.members.values.filter { $0.incarnation != node.snapshot.own }
                let own = node.snapshot.own?.rawValue ?? .max
                return others.count == 7 && others.allSatisfy { $0.alive?.highestListed ?? 0 >= own }
            }
        }
        #expect(knowEachOther)
        let start = try #require(server.packetsReceived)
        try await Task.sleep(for: .seconds(4))
        let idle = try #require(server.packetsReceived) - start
        let late = try TestNode("late", of: server, namespace: namespace, port: 9)
        let incarnation = try await late.own()
        for node in nodes { #expect(await sees(node, incarnation) { $0.isRegistered }) }
        try await Task.sleep(for: .seconds(4))
        let joining = try #require(server.packetsReceived) - start - idle
        // Its znode, its `alive` and what it says in that are three changes, at 5 packets for each of 9 nodes.
        #expect(joining - idle < 3 * 5 * 9 + 40, "\(idle) packets in 4 idle seconds, \(joining) with one that joins")
    }
}
