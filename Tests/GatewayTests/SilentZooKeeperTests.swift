import ProcessTestKit
import Testing

/// A ZooKeeper that takes calls and answers none (design, section 3: nothing waits for ZooKeeper in line).
@Suite
struct SilentZooKeeperTests {
    private let client = Client()

    @Test("a silent ZooKeeper does not keep existing sessions from being served, once all nodes have noticed")
    func silence() async throws {
        try await OwnCluster.with { cluster in
            var sessions: [String] = []
            for node in cluster.nodes { sessions.append(try await self.client.open(at: node.port)) }
            cluster.zooKeeper.pause()
            let begin = ContinuousClock.now
            // Served on what contact there was; then, for a moment, one node may have noticed while another has not.
            try await Task.sleep(for: .seconds(10))
            var calls = 0
            var failures: [String] = []
            while ContinuousClock.now - begin < .seconds(14) {
                for node in cluster.nodes {
                    for session in sessions {
                        let answer = try await self.client.get("/api/v1/sessions/\(session)", at: node.port)
                        calls += 1
                        if answer.status != 200 { failures.append("\(ContinuousClock.now - begin): \(answer.text)") }
                    }
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(failures.count * 10 < calls, "\(failures.count) of \(calls), \(failures.prefix(2))")
            cluster.zooKeeper.resume()
            let isServed = try await eventually {
                for node in cluster.nodes {
                    for session in sessions {
                        let status = try await self.client.get("/api/v1/sessions/\(session)", at: node.port).status
                        #expect([200, 503].contains(status))
                        guard status == 200 else { return false }
                    }
                }
                return true
            }
            #expect(isServed)
        }
    }
}
