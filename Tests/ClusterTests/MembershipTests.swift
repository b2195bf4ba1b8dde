import Handles
import ProcessTestKit
import Synchronization
import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import Cluster

@Suite("Membership with a real ZooKeeper")
struct MembershipTests {
    @Test("nodes see each other, and an orderly stop makes a node gone for all")
    func joinAndLeave() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1)
        let first = try await one.own()
        let two = try TestNode("two", of: server, namespace: namespace, port: 2)
        let second = try await two.own()
        #expect(first < second)
        #expect(await sees(one, second) { $0.isRegistered })
        #expect(await sees(two, first) { $0.isRegistered })
        #expect(one.membership.identity?.guid == two.membership.identity?.guid)
        #expect(one.snapshot.members[second]?.record?.name == "two")

        try await two.stop()
        #expect(await sees(one, second) { $0 == .gone })
        #expect(two.snapshot.standing(of: second) == .gone)
        #expect(one.snapshot.standing(of: first) == .own)
    }

    @Test("each says in ZooKeeper up to whom it has listed, so that the others know who knows them")
    func knowing() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1)
        _ = try await one.own()
        let two = try TestNode("two", of: server, namespace: namespace, port: 2)
        let second = try await two.own()
        let isKnown = await eventually {
            two.snapshot.members.values.contains {
                $0.record?.name == "one" && $0.alive?.highestListed == second.rawValue
            }
        }
        #expect(isKnown)
    }

    @Test("a killed node is lost first and then gone, within ten seconds at the default session timeout")
    func kill() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1, sessionTimeout: .seconds(6))
        let two = try TestNode("two", of: server, namespace: namespace, port: 2, sessionTimeout: .seconds(6))
        _ = try await one.own()
        let second = try await two.own()
        #expect(await sees(one, second) { $0.isRegistered })
        // It must have read that the other knows it, or it waits for a minute.
        let knows = await eventually { one.snapshot.members[second]?.alive?.highestListed != nil }
        #expect(knows)
        await two.kill()
        #expect(one.snapshot.standing(of: second).isRegistered)
        #expect(await sees(one, second, within: .seconds(10)) { $0 == .gone })
    }

    @Test("a lost node that answers is not buried, and serves on under the same incarnation when ZooKeeper has it back")
    func expiryWithPeers() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1, probe: { _ in .same })
        let two = try TestNode("two", of: server, namespace: namespace, port: 2, probe: { _ in .same })
        _ = try await one.own()
        let second = try await two.own()
        #expect(await sees(one, second) { $0.isRegistered })
        two.proxy.cut()
        // It is held at once: registered, with no `alive` of its own.
        let isHeld = await eventually {
            one.snapshot.members[second].map { $0.alive == nil && $0.isRegistered } ?? false
        }
        #expect(isHeld)
        #expect(two.snapshot.standing(of: second) == .own)
        two.proxy.restore()
        let isBack = await eventually { one.snapshot.members[second]?.alive != nil }
        #expect(isBack)
        #expect(two.snapshot.own == second)
        #expect(two.events == [.registered(second)])
    }

    @Test("a node that was buried while away ends its sessions and becomes a new incarnation")
    func buriedWhileAway() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1)
        let two = try TestNode("two", of: server, namespace: namespace, port: 2)
        _ = try await one.own()
        let old = try await two.own()
        let knows = await eventually { one.snapshot.members[old]?.alive?.highestListed != nil }
        #expect(knows)
        let guid = try #require(two.snapshot.members[old]?.record?.guid)
        two.proxy.cut()
        #expect(await sees(one, old) { $0 == .gone })
        two.proxy.restore()
        let isNew = await eventually { (two.snapshot.own ?? old) > old }
        #expect(isNew)
        let new = try #require(two.snapshot.own)
        #expect(two.snapshot.standing(of: old) == .gone)
        #expect(two.snapshot.members[new]?.record?.guid != guid, "another start, told apart")
        let isTold = await eventually { two.events == [.registered(old), .buried(old), .registered(new)] }
        #expect(isTold)
        #expect(await sees(one, new) { $0.isRegistered })
    }

    @Test("a node that has only just registered is found through every other, though their watches are held back")
    func heldWatches() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1, passesWatches: { false })
        _ = try await one.own()
        var nodes: [TestNode] = []
        for port in 2..<12 {
            let late = try TestNode("late", of: server, namespace: namespace, port: port, passesWatches: { false })
            nodes.append(late)
            let incarnation = try await late.own()
            #expect(one.snapshot.standing(of: incarnation) == .notYetSeen, "the watch is not held back")
            let standing = try await one.membership.standing(of: incarnation)
            #expect(standing.isRegistered)
        }
        let highest = try #require(one.snapshot.highestListed)
        let never = Incarnation(rawValue: highest.rawValue + 1000)
        #expect(try await one.membership.standing(of: never) == .gone)
    }

    @Test("many who ask for a node not yet seen are all answered")
    func manyAsk() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1, passesWatches: { false })
        _ = try await one.own()
        let late = try TestNode("late", of: server, namespace: namespace, port: 2)
        let incarnation = try await late.own()
        let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask { try await one.membership.standing(of: incarnation).isRegistered }
            }
            return try await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(answers.count == 200 && answers.allSatisfy { $0 })
    }

    @Test("a node with another secret refuses to start")
    func wrongSecret() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1)
        _ = try await one.own()
        let other = try TestNode("other", of: server, namespace: namespace, port: 2, secret: "another secret, as long")
        await #expect {
            try await other.end()
        } throws: {
            ($0 as? ClusterError)?.code == .wrongSecret
        }
        #expect(other.snapshot.own == nil)
    }

    @Test("ZooKeeper away for 15 seconds disturbs nothing that is known, and says so of what is not")
    func outage() async throws {
        let server = try await ZooKeeperServer.start()
        let namespace = freshNamespace()
        let one = try TestNode(
            "one",
            of: server,
            namespace: namespace,
            port: 1,
            sessionTimeout: .seconds(6),
            probe: { _ in .same }
        )
        let two = try TestNode(
            "two",
            of: server,
            namespace: namespace,
            port: 2,
            sessionTimeout: .seconds(6),
            probe: { _ in .same }
        )
        let first = try await one.own()
        let second = try await two.own()
        #expect(await sees(one, second) { $0.isRegistered })
        let unknown = Incarnation(rawValue: max(first, second).rawValue + 1)
        await server.stop()
        #expect(await eventually { !one.membership.isInContact })
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(15) {
            #expect(one.snapshot.standing(of: first) == .own)
            #expect(one.snapshot.standing(of: second).isRegistered)
            await #expect {
                try await one.membership.standing(of: unknown)
            } throws: {
                ($0 as? ClusterError)?.code == .noContact
            }
            // Not for an event: nothing is to change in real time, for longer than a lease lasts.
            try await Task.sleep(for: .milliseconds(200))
        }
        try await server.restart()
        #expect(await eventually(within: .seconds(20)) { one.membership.isInContact && two.membership.isInContact })
        let three = try TestNode("three", of: server, namespace: namespace, port: 3, probe: { _ in .same })
        let third = try await three.own()
        #expect(await sees(one, third) { $0.isRegistered })
        #expect(one.events == [.registered(first)])
        #expect(two.events == [.registered(second)])
    }

    @Test("what a node says of itself reaches the others")
    func report() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1)
        let two = try TestNode("two", of: server, namespace: namespace, port: 2)
        _ = try await one.own()
        let second = try await two.own()
        var report = Membership.Report()
        report.activity = .draining
        report.sessions = 7
        two.membership.report(report)
        let isSeen = await eventually {
            let alive = one.snapshot.members[second]?.alive
            return alive?.activity == .draining && alive?.sessions == 7
        }
        #expect(isSeen)
    }

    @Test("a node that is stopped while a peer holds it leaves in order, and is gone for the peer soon")
    func stopWhileHeld() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let isStopped = Atomic(false)
        let probe: @Sendable (MembershipSnapshot.Member) async -> ProbeAnswer = { _ in
            isStopped.load(ordering: .acquiring) ? .refused : .same
        }
        let one = try TestNode("one", of: server, namespace: namespace, port: 1, probe: probe)
        let two = try TestNode("two", of: server, namespace: namespace, port: 2)
        _ = try await one.own()
        let second = try await two.own()
        let knows = await eventually { one.snapshot.members[second]?.alive?.highestListed != nil }
        #expect(knows)
        // Held for a lease, which the peer keeps for as long as it lent.
        let answer = await one.membership.leaseAsked(by: second)
        guard case .lent(let lease) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(lease <= .seconds(2))
        try await two.stop()
        isStopped.store(true, ordering: .releasing)
        #expect(await sees(one, second, within: .seconds(8)) { $0 == .gone })
    }

    @Test("what this version cannot read ends nobody, and counts by its znodes alone, with no address")
    func unreadable() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let asked = Mutex<Set<Incarnation>>([])
        let one = try TestNode(
            "one",
            of: server,
            namespace: namespace,
            port: 1,
            probe: { member in
                asked.withLock { _ = $0.insert(member.incarnation) }
                return .refused
            }
        )
        let first = try await one.own()
        let client = try await ZooKeeperClient.connect(.init(connectString: server.connectString))
        let paths = ClusterPaths(namespace: namespace)
        let empty = Incarnation(rawValue: first.rawValue + 100)
        let newer = Incarnation(rawValue: first.rawValue + 101)
        _ = try await client.create(paths.node(empty))
        _ = try await client.create(paths.node(newer), data: Array(#"{"format":2}"#.utf8))
        _ = try await client.create(paths.alive(newer), data: Array(#"{"activity":"resting"}"#.utf8), mode: .ephemeral)
        #expect(await sees(one, empty) { $0.isLost })
        #expect(await sees(one, newer) { $0.isRegistered })
        #expect(one.snapshot.members[empty]?.record == nil && one.snapshot.members[newer]?.record == nil)
        #expect(one.snapshot.members[newer]?.alive == .unreadable)

        // A second node comes in beside them, and the first sees it and lives on.
        let two = try TestNode("two", of: server, namespace: namespace, port: 2)
        let second = try await two.own()
        #expect(await sees(one, second) { $0.isRegistered })
        let summaries = one.snapshot.summaries
        #expect(summaries.map(\.state) == [.active, .active, .lost, .draining])
        #expect(summaries.map(\.url) == ["http://127.0.0.1:1", "http://127.0.0.1:2", nil, nil])
        #expect(asked.withLock { $0 }.isEmpty, "who has no address cannot be asked, nor found dead")
        let told = one.log.filter { $0.contains("counts by its znodes alone") }
        #expect(told.count == 3 && Set(told).count == 3, "once for each znode: \(one.log)")

        // Its place is free again once ZooKeeper has nothing of it.
        try await client.delete(paths.node(empty))
        #expect(await sees(one, empty) { $0 == .gone })
        try await one.stop()
        try await two.stop()
        await client.close()
    }

    @Test("an observer gets each changed snapshot in order, beginning with the present one")
    func observing() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1)
        let first = try await one.own()
        let seen = Mutex<[MembershipSnapshot]>([])
        one.membership.observe { snapshot in seen.withLock { $0.append(snapshot) } }
        #expect(seen.withLock { $0.map(\.own) } == [first])
        let two = try TestNode("two", of: server, namespace: namespace, port: 2)
        let second = try await two.own()
        #expect(await sees(one, second) { $0.isRegistered })
        try await two.stop()
        #expect(await sees(one, second) { $0 == .gone })
        let snapshots = seen.withLock { $0 }
        let standings = snapshots.map { $0.standing(of: second) }
        #expect(standings.first == .notYetSeen && standings.contains { $0.isRegistered } && standings.last == .gone)
        #expect(zip(snapshots.dropFirst(), snapshots.dropFirst(2)).allSatisfy { $0 != $1 }, "changes only")
        #expect(snapshots.last == one.snapshot)
    }

    @Test("a node tells how it stands: its contact, its lease, and that both run out without ZooKeeper")
    func health() async throws {
        let server = try await ZooKeeperServer.shared
        let namespace = freshNamespace()
        let one = try TestNode("one", of: server, namespace: namespace, port: 1)
        #expect(!one.membership.mayServe && one.membership.health.own == nil && one.membership.probeReply == nil)
        let first = try await one.own()
        let serves = await eventually { one.membership.mayServe }
        #expect(serves)
        let health = one.membership.health
        #expect(health.own == first && health.highestListed == first && health.isRegistered && health.isInContact)
        #expect(one.membership.probeReply == ProbeReply(incarnation: first))
        let servesFor = try #require(health.servesFor)
        let age = try #require(health.contactAge)
        #expect(servesFor > .zero && servesFor <= .seconds(2) && age >= .zero && age < .seconds(2))

        // A peer is known that does not answer, so nobody lends and nobody excuses.
        let two = try TestNode("two", of: server, namespace: namespace, port: 2)
        let second = try await two.own()
        #expect(await sees(one, second) { $0.isRegistered })
        one.proxy.cut()
        let isOver = await eventually { !one.membership.mayServe }
        let later = one.membership.health
        #expect(isOver && later.servesFor == nil && !later.isInContact && later.own == first)
        #expect(later.contactAge ?? .zero >= .seconds(2))
    }

    @Test("contact lasts as long as the session that ZooKeeper granted, not as was asked for")
    func grantedTimeout() async throws {
        let server = try await ZooKeeperServer.shared
        // The server grants a minute at most.
        let one = try TestNode("one", of: server, namespace: freshNamespace(), port: 1, sessionTimeout: .seconds(90))
        _ = try await one.own()
        let serves = await eventually { one.membership.mayServe }
        #expect(serves)
        let servesFor = try #require(one.membership.health.servesFor)
        #expect(servesFor > .seconds(30) && servesFor <= .seconds(60))
    }

    @Test("a node that stands alone keeps its cluster's GUID where it is given one, and so knows its earlier handles")
    func aloneAgain() async throws {
        let secret = try ClusterSecret("a secret long enough".utf8)
        var keys: [HandleKey] = []
        for guid in ["a-guid", "a-guid", nil] {
            var configuration = Membership.Configuration(
                secret: secret,
                name: "alone",
                host: "127.0.0.1",
                port: 1,
                version: "test"
            )
            configuration.standaloneGUID = guid
            let membership = Membership(configuration, peers: .none)
            let run = Task { try await membership.run() }
            let isServing = await eventually { membership.snapshot.own != nil && membership.mayServe }
            #expect(isServing)
            let identity = try #require(membership.identity)
            #expect(guid == nil || identity.guid == guid)
            keys.append(identity.handleKey)
            membership.stop()
            try await run.value
            #expect(!membership.mayServe)
        }
        let handle = keys[0].issue(.session, by: 7).description
        #expect(keys[1].verify(handle, as: .session) != nil)
        #expect(keys[2].verify(handle, as: .session) == nil)
    }

    @Test("a node that stands alone is a cluster of one")
    func alone() async throws {
        let configuration = Membership.Configuration(
            secret: .random(),
            name: "alone",
            host: "127.0.0.1",
            port: 1,
            version: "test"
        )
        let membership = Membership(configuration, peers: .none)
        let run = Task { try await membership.run() }
        let isRegistered = await eventually { membership.snapshot.own != nil }
        #expect(isRegistered && membership.isInContact)
        let own = try #require(membership.snapshot.own)
        #expect(membership.snapshot.members.count == 1)
        #expect(try await membership.standing(of: own) == .own)
        #expect(try await membership.standing(of: Incarnation(rawValue: own.rawValue - 1)) == .gone)
        #expect(try await membership.standing(of: Incarnation(rawValue: own.rawValue + 1)) == .gone)
        membership.stop()
        try await run.value
        #expect(membership.snapshot.standing(of: own) == .gone)
    }
}
