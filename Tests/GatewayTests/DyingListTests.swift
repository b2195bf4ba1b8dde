import ProcessTestKit
import Testing
import ZooKeeperTestKit

/// A node that fails in the middle of its part of a list over the whole cluster (design, section 5: never silently partial).
@Suite
struct DyingListTests {
    private let client = Client()

    @Test("a node that stands still or dies in mid-answer is named, in bounded time, and gives no half of its sessions")
    func midAnswer() async throws {
        let proxy = try AnswerHoldingProxy()
        let behind = ["kyuubi.frontend.rest.bind.host": "127.0.0.2", "kyuubi.frontend.rest.bind.port": "\(proxy.port)"]
        try await OwnCluster.with(nodes: 3, special: [0: behind]) { cluster in
            let (dying, asked) = (cluster.nodes[0], cluster.nodes[1])
            var others: Set<String?> = []
            for node in cluster.nodes.dropFirst() { others.insert(try await self.client.open(at: node.port)) }
            // More than one slice.
            for _ in 0..<200 { _ = try await self.client.open(at: dying.port) }
            let path = "/api/v1/sessions"
            let whole = try await self.client.get(path, at: asked.port)
            #expect(whole.json.array.count == 202)
            #expect(whole.body.count > 80_000, "\(whole.body.count)")

            for ending in ["silence", "reset", "end"] {
                proxy.hold(answersTo: "\(path)?scope=local", after: 30_000)
                let begin = ContinuousClock.now
                async let call = self.client.get(path, at: asked.port)
                #expect(await eventually { proxy.heldCount == 1 }, "\(ending)")
                if ending != "silence" {
                    if ending == "end" { await dying.end() }
                    proxy.cut(byReset: ending == "reset")
                }
                let list = try await call
                let time = ContinuousClock.now - begin
                #expect(list.status == 200, "\(ending): \(list.text)")
                #expect(Set(list.json.array.map { $0["identifier"].text }) == others, "\(ending): \(list.text)")
                #expect(list["torii-unreachable-nodes"] == dying.name, "\(ending)")
                #expect(time < (ending == "silence" ? .seconds(5) : .seconds(3)), "\(ending): \(time)")
                proxy.cut(byReset: false)
                guard ending != "end" else { continue }
                // Its next answer is whole, on whatever connection it comes.
                let again = try await self.client.get(path, at: asked.port)
                #expect(again.json.array.count == 202 && again["torii-unreachable-nodes"] == nil, "\(ending)")
            }
            let count = try await self.client.get("\(path)/count", at: asked.port)
            #expect(count.json["openSessionCount"].integer == 2)
            #expect(count["torii-unreachable-nodes"] == dying.name)
        }
    }
}
