import FoundationEssentials
import Testing

/// What clients see while nodes and ZooKeeper fail (design, section 3).
@Suite(.serialized)
struct FaultTests {
    let client = Client()

    @Test("a killed node's handles answer 503 and then 410, and the others go on")
    func killed() async throws {
        try await TestCluster.with { cluster in
            let (dead, left) = (cluster.nodes[0], cluster.nodes[1])
            let lost = try await self.client.open(at: dead.port)
            let kept = try await self.client.open(at: left.port)
            try await cluster.node("kill", dead.name)
            let killed = ContinuousClock.now
            var statuses: [Int] = []
            while statuses.last != 410 {
                #expect(ContinuousClock.now - killed < .seconds(10), "\(statuses)")
                guard ContinuousClock.now - killed < .seconds(15) else { return }
                for node in cluster.nodes.dropFirst() {
                    let answer = try await self.client.get("/api/v1/sessions/\(lost)", at: node.port)
                    if answer.status == 503 { #expect(answer["retry-after"] != nil) }
                    #expect([503, 410].contains(answer.status), "\(answer.status) \(answer.text)")
                    #expect(answer.json["message"].text != nil)
                    if node.name == left.name { statuses.append(answer.status) }
                    #expect(try await self.client.get("/api/v1/sessions/\(kept)", at: node.port).status == 200)
                }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(statuses.contains(503))
            // Gone is for ever, also when a node starts at that address again.
            try await cluster.node("start", dead.name)
            for node in cluster.nodes {
                #expect(try await self.client.get("/api/v1/sessions/\(lost)", at: node.port).status == 410)
                #expect(try await self.client.get("/api/v1/sessions/\(kept)", at: node.port).status == 200)
            }
        }
    }

    @Test("ZooKeeper gone for 15 seconds disturbs no existing session, asked through HAProxy", .timeLimit(.minutes(3)))
    func zooKeeperDown() async throws {
        try await TestCluster.with(balancer: true) { cluster in
            var sessions: [String] = []
            for node in cluster.nodes {
                sessions.append(try await self.client.open(at: node.port))
            }
            try await cluster.zooKeeper("stop")
            let stopped = ContinuousClock.now
            var calls = 0
            while ContinuousClock.now - stopped < .seconds(15) {
                for session in sessions {
                    let operation = try await self.client.submit("select 42", in: session, at: cluster.balancerPort)
                    #expect(operation.status == 200, "\(operation.status) \(operation.text)")
                    let identifier = operation.json["identifier"].text ?? ""
                    let rows = try await self.client.get(
                        "/api/v1/operations/\(identifier)/rowset",
                        at: cluster.balancerPort
                    )
                    #expect(rows.status == 200 && rows.text.contains("42"), "\(rows.status) \(rows.text)")
                    calls += 2
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(calls > 100)
            for node in cluster.nodes {
                #expect(try await self.client.get("/api/v1/ready", at: node.port).status == 200)
            }
            try await cluster.zooKeeper("start")
            for session in sessions {
                #expect(
                    try await self.client.get("/api/v1/sessions/\(session)", at: cluster.balancerPort).status == 200
                )
            }
        }
    }

    @Test("an orderly stop ends the node's handles at once, and only those")
    func orderlyStop() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let (stopping, left) = (cluster.nodes[0], cluster.nodes[1])
            let ended = try await self.client.open(at: stopping.port)
            let kept = try await self.client.open(at: left.port)
            try await cluster.node("stop", stopping.name)
            #expect(try await self.client.get("/api/v1/sessions/\(ended)", at: left.port).status == 410)
            #expect(try await self.client.get("/api/v1/sessions/\(kept)", at: left.port).status == 200)
        }
    }

    @Test("a list names the node that does not answer, and comes in bounded time")
    func unreachable() async throws {
        try await TestCluster.with { cluster in
            let (paused, left) = (cluster.nodes[0], cluster.nodes[1])
            let kept = try await self.client.open(at: left.port)
            try await cluster.node("pause", paused.name)
            let begin = ContinuousClock.now
            let list = try await self.client.get("/api/v1/sessions", at: left.port)
            #expect(ContinuousClock.now - begin < .seconds(5))
            #expect(list.status == 200)
            #expect(list.json.array.map { $0["identifier"].text } == [kept])
            #expect(list["torii-unreachable-nodes"]?.contains(paused.name) == true)
            try await cluster.node("resume", paused.name)
        }
    }
}
