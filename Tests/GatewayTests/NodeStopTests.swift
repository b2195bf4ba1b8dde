import Glibc
import ProcessTestKit
import Testing

/// SIGTERM in the middle of something (docs/operations.md, "Stopping").
@Suite
struct NodeStopTests {
    private static let endless = "select count(*) from range(100000000) a(i), range(100000) b(j) where (i * j) % 7 = 3"
    private let client = Client()

    @Test("what is half-way between two nodes comes to its end when one of them stops", arguments: [0, 1])
    func halfWay(stopping number: Int) async throws {
        try await OwnCluster.with(["torii.drain.notice": "200ms"]) { cluster in
            let (owner, entry, stopping) = (cluster.nodes[0], cluster.nodes[1], cluster.nodes[number])
            let session = try await self.client.open(at: owner.port)
            _ = try await self.client.run("create temp table t (i integer)", in: session, at: owner.port)
            let first = try await self.client.run(Self.endless, in: session, at: owner.port, async: true)
            // Has been sent on whole, and waits for the first.
            async let waiting = self.client.submit("insert into t values (1)", in: session, at: entry.port)
            let path = "/api/v1/sessions/\(session)/operations"
            let isWaiting = try await eventually {
                try await self.client.get(path, at: owner.port).json.array.count == 3
            }
            #expect(isWaiting)

            let statement = "{\"statement\":\"insert into t values (2)\"}"
            let cancel = "{\"action\":\"cancel\"}"
            let (wasStopping, cancelled, second) = try await blocking {
                // Has been sent on in part.
                let request = try RawConnection(port: entry.port)
                try request.send(Self.begin("POST", "\(path)/statement", statement))
                let canceller = try RawConnection(port: owner.port)
                try canceller.send(Self.begin("PUT", "/api/v1/operations/\(first)", cancel))
                stopping.stop()
                // It takes no more connections: it is in the middle of its stop.
                let end = ContinuousClock.now + .seconds(10)
                while (try? RawConnection(port: stopping.port)) != nil, ContinuousClock.now < end { usleep(1000) }
                let wasStopping = stopping.isRunning && stopping.hasLogged("stopping")
                try canceller.send(String(cancel.dropFirst(10)))
                let cancelled = try canceller.answer()
                try request.send(String(statement.dropFirst(10)))
                return (wasStopping, cancelled, try request.answer())
            }
            #expect(wasStopping)
            #expect(cancelled.status == 200, "\(cancelled.status) \(cancelled.text)")
            for answer in [try await waiting, second] {
                #expect(answer.status == 200, "\(answer.status) \(answer.text)")
                #expect(answer.node == cluster.incarnations[0])
            }
            #expect(await stopping.ending(within: .seconds(15)) == .exited(0))

            if stopping.name == owner.name {
                #expect(try await self.client.get("/api/v1/sessions/\(session)", at: entry.port).status == 410)
            } else {
                let rows = try await self.client.run("select sum(i) from t", in: session, at: owner.port)
                let page = try await self.client.get("/api/v1/operations/\(rows)/rowset", at: owner.port)
                #expect(page.json["rows"][0]["fields"][0]["value"].text == "3", "\(page.text)")
            }
        }
    }

    /// A request up to the tenth byte of its body.
    private static func begin(_ method: String, _ path: String, _ body: String) -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body.prefix(10))"
    }

    @Test("a statement without end, sent on by another node, ends with the node that stops", arguments: [0, 1])
    func endless(stopping number: Int) async throws {
        try await OwnCluster.with(["torii.drain.notice": "200ms", "torii.drain.timeout": "1s"]) { cluster in
            let (owner, entry, stopping) = (cluster.nodes[0], cluster.nodes[1], cluster.nodes[number])
            let session = try await self.client.open(at: owner.port)
            let operations = "/api/v1/sessions/\(session)/operations"
            async let call = self.client.submit(Self.endless, in: session, at: entry.port)
            let isRunning = try await eventually {
                try await self.client.get(operations, at: owner.port).json[0]["state"].text == "RUNNING_STATE"
            }
            #expect(isRunning)
            stopping.stop()
            #expect(await stopping.ending(within: .seconds(10)) == .exited(0))
            // An answer, if there is one, says that nobody knows the end, or that the session is gone.
            if let answer = try? await call {
                #expect([504, 410, 409, 404].contains(answer.status), "\(answer.status) \(answer.text)")
                #expect(answer.json["message"].text?.isEmpty == false, "\(answer.text)")
            } else {
                #expect(stopping.name == entry.name, "the entry node has said nothing")
            }
            if stopping.name == entry.name {
                // Nobody waits for it any more: it gives way to the next.
                _ = try await self.client.run("select 1", in: session, at: owner.port)
                let states = try await self.client.get(operations, at: owner.port).json.array.map { $0["state"].text }
                #expect(!states.isEmpty && !states.contains("RUNNING_STATE"), "\(states)")
            } else {
                #expect(try await self.client.get("/api/v1/sessions/\(session)", at: entry.port).status == 410)
                _ = try await self.client.open(at: entry.port)
            }
        }
    }

    @Test("a node stops in bounded time while ZooKeeper is away, silent or refusing", arguments: [true, false])
    func withoutZooKeeper(isSilent: Bool) async throws {
        try await OwnCluster.with(["torii.drain.notice": "200ms"]) { cluster in
            for node in cluster.nodes { _ = try await self.client.open(at: node.port) }
            if isSilent { cluster.zooKeeper.pause() } else { await cluster.zooKeeper.crash() }
            // One that is not yet in the cluster stops too.
            let outside = try await NodeProcess(
                name: "outside",
                port: TestCluster.nextPorts(),
                in: cluster.folder,
                zooKeeper: cluster.zooKeeper.connectString
            )
            #expect(await eventually { outside.hasLogged("listening") })
            let begin = ContinuousClock.now
            for node in cluster.nodes + [outside] { node.stop() }
            for node in cluster.nodes + [outside] {
                #expect(await node.ending(within: .seconds(30)) == .exited(0), "\(node.name)")
                #expect(node.hasLogged("stopped"))
            }
            #expect(ContinuousClock.now - begin < .seconds(25))
            await outside.end()
        }
    }
}
