import FoundationEssentials
import ProcessTestKit
import Testing
import ZooKeeperTestKit

/// A node that has only just registered, asked for through one that has not heard of it (design, section 3: not yet seen is
/// not gone).
@Suite(.serialized)
struct FreshNodeTests {
    let client = Client()

    @Test(
        "a session opened this instant on a node that has just registered is found through one that does not know of it"
    )
    func justRegistered() async throws {
        let folder = try OwnCluster.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }

        let zooKeeper = try await ZooKeeperServer.start()
        let proxy = try WatchHoldingProxy(to: zooKeeper.port)
        let base = TestCluster.nextPorts()
        let old = try await NodeProcess(name: "old", port: base, in: folder, zooKeeper: proxy.connectString)
        let oldIncarnation = try await old.ready()
        #expect(try await OwnCluster.members(at: old.port) == [oldIncarnation])
        proxy.hold()

        // Each needs a node of its own: the first look shows the old node the new one.
        let first: [@Sendable (String) async throws -> Answer] = [
            { try await self.client.get("/api/v1/sessions/\($0)", at: old.port) },
            { try await self.client.submit("select 42", in: $0, at: old.port) },
            { try await self.client.call("DELETE", "/api/v1/sessions/\($0)", at: old.port) },
        ]
        var nodes: [NodeProcess] = []
        for (number, request) in first.enumerated() {
            let name = "new-\(number)"
            let port = base + 1 + number
            let new = try await NodeProcess(name: name, port: port, in: folder, zooKeeper: zooKeeper.connectString)
            nodes.append(new)
            let incarnation = try await new.ready()
            let session = try await self.client.open(at: new.port)
            #expect(
                try await !OwnCluster.members(at: old.port).contains(incarnation),
                "the old node knows of it already"
            )
            #expect(proxy.heldCount > 0)
            let answer = try await request(session)
            #expect(answer.status == 200, "\(name): \(answer.status) \(answer.text)")
            #expect(answer.node == incarnation)
        }

        // Nor does it lag for ever.
        proxy.release()
        #expect(try await eventually { try await OwnCluster.members(at: old.port).count == 1 + nodes.count })
        for node in nodes + [old] { await node.end() }
    }
}
