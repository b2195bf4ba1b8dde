import ProcessTestKit
import Testing

/// A node that the others have buried while it stood still (design, section 3: it starts over in the same process).
@Suite
struct RebornTests {
    private static let endless = "select count(*) from range(100000000) a(i), range(100000) b(j) where (i * j) % 7 = 3"
    private let client = Client()

    @Test("a node that was buried while it stood still starts over as a new incarnation, and its old handles stay gone")
    func reborn() async throws {
        try await OwnCluster.with(["torii.zookeeper.session.timeout": "2s"]) { cluster in
            let (buried, other) = (cluster.nodes[0], cluster.nodes[1])
            let session = try await self.client.open(at: buried.port)
            let operation = try await self.client.run("select 1", in: session, at: buried.port)
            let kept = try await self.client.open(at: other.port)
            let old = ["/api/v1/sessions/\(session)", "/api/v1/operations/\(operation)/event"]

            // Waits at the other node while its owner is buried.
            async let underWay = self.client.submit(Self.endless, in: session, at: other.port)
            let isRunning = try await eventually {
                let operations = try await self.client.get("\(old[0])/operations", at: buried.port)
                return operations.json.array.contains { $0["state"].text == "RUNNING_STATE" }
            }
            #expect(isRunning)

            buried.pause()
            let isGone = try await eventually(within: .seconds(30), every: .milliseconds(200)) {
                try await self.client.get(old[0], at: other.port).status == 410
            }
            #expect(isGone)
            let answer = try await underWay
            #expect([504, 410].contains(answer.status), "\(answer.status) \(answer.text)")
            buried.resume()
            // Its lease has run out: not even its first answer gives what is gone.
            var incarnation = 0
            let isNew = try await eventually(within: .seconds(20)) {
                for path in old {
                    let answer = try await self.client.get(path, at: buried.port)
                    #expect([503, 410].contains(answer.status), "\(answer.status) \(answer.text)")
                }
                let ready = try await self.client.get("/api/v1/ready", at: buried.port)
                incarnation = ready.node ?? 0
                return ready.status == 200 && incarnation != cluster.incarnations[0]
            }
            #expect(isNew)
            #expect(incarnation > cluster.incarnations.max() ?? 0)
            #expect(buried.logged("buried by the others: all sessions end").count == 1)
            for node in cluster.nodes {
                for path in old {
                    #expect(try await self.client.get(path, at: node.port).status == 410, "\(path) at \(node.name)")
                }
            }

            // What it was at has ended with its sessions.
            let isIdle = try await eventually(within: .seconds(10)) {
                let before = buried.processorTicks ?? 0
                try await Task.sleep(for: .milliseconds(500))
                return (buried.processorTicks ?? 0) - before < 10
            }
            #expect(isIdle, "the statement of the buried incarnation goes on")

            let new = try await self.client.open(at: buried.port)
            for node in cluster.nodes {
                let answer = try await self.client.submit("select 42", in: new, at: node.port)
                #expect(answer.status == 200 && answer.node == incarnation, "\(answer.status) \(answer.text)")
                #expect(try await self.client.get("/api/v1/sessions/\(kept)", at: node.port).status == 200)
                let list = try await self.client.get("/api/v1/sessions", at: node.port)
                #expect(Set(list.json.array.map { $0["identifier"].text }) == [new, kept], "\(list.text)")
                #expect(list["torii-unreachable-nodes"] == nil)
            }
        }
    }
}
