import Cluster
import Testing

/// One hop, never two (design, section 4).
@Suite
struct HopLoopTests {
    let client = Client()

    @Test("a genuine hop for a handle of a third node is a loop: 508, logged, and it goes no further")
    func loop() async throws {
        try await OwnCluster.with(nodes: 3, ["torii.log.level": "debug"]) { cluster in
            let (owner, asked) = (cluster.nodes[0], cluster.nodes[1])
            let (from, to) = (cluster.incarnations[2], cluster.incarnations[1])
            let session = try await self.client.open(at: owner.port)
            let path = "/api/v1/sessions/\(session)"
            let statement = "{\"statement\":\"select 1\"}"
            let peer = try await SigningPeer(in: cluster)
            let calls: [(method: String, path: String, body: String?)] = [
                ("GET", path, nil), ("HEAD", path, nil), ("DELETE", path, nil),
                ("POST", "\(path)/operations/statement", statement),
            ]
            for call in calls {
                let hop = peer.hop(call.method, call.path, from: from, to: to)
                let fields = [hop, "X-Request-Id: loop-\(call.method)"]
                let answer = try await self.client.call(
                    call.method,
                    call.path,
                    at: asked.port,
                    call.body,
                    fields: fields
                )
                #expect(answer.status == 508, "\(call.method): \(answer.status) \(answer.text)")
                #expect(answer.node == to)
                #expect(call.method == "HEAD" || answer.json["message"].text?.isEmpty == false, "\(answer.text)")
            }
            let lines = asked.logged("forwarded request would be forwarded again")
            #expect(lines.map { $0["level"].text } == calls.map { _ in "error" })
            #expect(lines.allSatisfy { $0["target"].text == "\(cluster.incarnations[0])" }, "\(lines)")
            for node in cluster.nodes where node.name != asked.name {
                #expect(!node.hasLogged("loop-"), "\(node.name) has got it")
            }

            // The owner takes such a hop, once.
            let hop = peer.hop("GET", path, from: from, to: cluster.incarnations[0])
            #expect(try await self.client.call("GET", path, at: owner.port, fields: [hop]).status == 200)
            #expect(try await self.client.call("GET", path, at: owner.port, fields: [hop]).status == 421)
            // What is not genuine is no hop: the request goes on as any other, and the field stays behind.
            let stranger = try await SigningPeer(in: cluster, secret: .random())
            let forged = stranger.hop("GET", path, from: from, to: to)
            let answer = try await self.client.call("GET", path, at: asked.port, fields: [forged])
            #expect(answer.status == 200 && answer.node == cluster.incarnations[0], "\(answer.status) \(answer.text)")
        }
    }
}
