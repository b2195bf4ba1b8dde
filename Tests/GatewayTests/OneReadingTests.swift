import JSONTestKit
import ProcessTestKit
import Testing

/// Every HTTP case of `Tests/http1`, sent to a session's owner and to another node, which has to send it on.
@Suite(.timeLimit(.minutes(3)))
struct OneReadingTests {
    /// A line of a request in a node's log.
    private struct Line {
        var status: Int
        var target: String?

        init(_ json: JSON) {
            self.status = json["status"].integer ?? -1
            self.target = json["target"].text
        }
    }

    private struct Node {
        var port: Int
        var incarnation: Int
        var sendings: [String: RequestCase.Sending] = [:]
        /// By the request's name.
        var lines: [String: [Line]] = [:]
    }

    private static let settings = ["torii.log.level": "debug", "torii.http.request.body.max": "1 MiB"]
    /// Of the cluster's own life, and of the test's preparations.
    private static let ownRoutes: Set = [
        "/internal/v1/probe", "/internal/v1/lease", "/api/v1/ready", "/api/v1/health", "/api/v1/version",
        "/api/v1/sessions",
    ]
    private let client = Client()

    @Test("each HTTP case is read in one way by a session's owner and by a node before it, or refused by both")
    func cases() async throws {
        let cases = try RequestCase.all()
        #expect(cases.count > 240)
        try await OwnCluster.with(Self.settings) { cluster in
            let session = try await self.client.open(at: cluster.nodes[0].port)
            var nodes: [Node] = []
            for (node, incarnation) in zip(cluster.nodes, cluster.incarnations) {
                var tried = Node(port: node.port, incarnation: incarnation)
                tried.sendings = try await self.send(cases, to: node, session: session)
                nodes.append(tried)
            }
            for index in nodes.indices {
                nodes[index].lines = try await self.lines(of: cluster.nodes[index])
            }
            for each in cases {
                self.check(each, at: nodes[0], owner: nodes[0])
                self.check(each, at: nodes[1], owner: nodes[0])
                self.compare(each, nodes[0], nodes[1])
            }
            self.nothingElse(at: nodes[0], nodes)
            self.nothingElse(at: nodes[1], nodes)
            let list = try await self.client.get("/api/v1/sessions/\(session)/operations", at: nodes[1].port)
            #expect(list.status == 200)
            #expect(list.json.array.isEmpty, "a case has run a statement: \(list.text)")
        }
    }

    /// Sends all, several at once.
    private func send(
        _ cases: [RequestCase],
        to node: NodeProcess,
        session: String
    ) async throws -> [String: RequestCase.Sending] {
        try await withThrowingTaskGroup(of: [(String, RequestCase.Sending)].self) { group in
            for lane in 0..<8 {
                group.addTask {
                    try await blocking {
                        try stride(from: lane, to: cases.count, by: 8).map { index in
                            let each = cases[index]
                            let sending = try each.send(
                                to: node.port,
                                session: session,
                                named: "\(each.name).\(node.name)"
                            )
                            return (each.name, sending)
                        }
                    }
                }
            }
            return try await group.reduce(into: [:]) { all, lane in all.merge(lane) { $1 } }
        }
    }

    /// What a node has logged of requests, once it has logged the last.
    private func lines(of node: NodeProcess) async throws -> [String: [Line]] {
        _ = try await self.client.call("GET", "/api/v1/version", at: node.port, fields: ["X-Request-Id: the-last"])
        #expect(await eventually { node.hasLogged("the-last") }, "\(node.name) does not log")
        return node.logged("request")
            .filter { !Self.ownRoutes.contains($0["route"].text ?? "") }
            .reduce(into: [:]) { $0[$1["request_id"].text ?? "", default: []].append(Line($1)) }
    }

    /// What was read of a case: requests that the node has taken, and an answer to what it has refused.
    private func reading(of each: RequestCase, at node: Node) -> (taken: [Answer], refused: [Answer]) {
        let answers = node.sendings[each.name]?.answers ?? []
        let isTaken = { (answer: Answer) in
            node.lines[answer.requestID]?.contains { $0.status == answer.status } ?? false
        }
        return (answers.filter(isTaken), answers.filter { !isTaken($0) })
    }

    private func check(_ each: RequestCase, at node: Node, owner: Node) {
        let what = "\(each.name) at \(node.port == owner.port ? "the owner" : "the other node")"
        guard let sending = node.sendings[each.name] else {
            Issue.record("\(what) was not sent")
            return
        }
        let (taken, refused) = self.reading(of: each, at: node)
        let seen = sending.answers.map { "\($0.status) \($0.text.prefix(200))" }
        if each.expect.isAccepted, refused.isEmpty {
            #expect(taken.count == each.expect.requests, "\(what): \(seen)")
        } else if refused.isEmpty {
            #expect(taken.count == each.expect.requests, "\(what): \(seen)")
            #expect(each.expect.close == true && sending.isEnded == true, "\(what) is not refused: \(seen)")
        } else {
            #expect(refused.count == 1 && each.expect.status.contains(refused[0].status), "\(what): \(seen)")
            #expect(each.expect.isAccepted || taken.count == each.expect.requests, "\(what): \(seen)")
            #expect(sending.isEnded == true, "\(what): the connection goes on after \(seen)")
            // What has reached the owner is the begin of a request whose end never came.
            let lines = owner.lines[sending.requestID] ?? []
            #expect(lines.count <= 1 && lines.allSatisfy { $0.status == 0 }, "\(what): the owner has read \(lines)")
        }
        // What is answered before its body was read may end the connection instead of reading it.
        let isClosed = sending.isEnded == true && sending.answers.last?["connection"] == "close"
        if each.expect.keepsAlive == true, refused.isEmpty, !isClosed {
            #expect(sending.next?.status == 200, "\(what): then \(sending.next?.text ?? "nothing")")
            #expect(sending.next?.node == owner.incarnation, "\(what)")
        }
        #expect(sending.isEnded != false, "\(what): the connection goes on after \(seen)")
        for answer in taken + (sending.next.map { [$0] } ?? []) {
            guard answer.node == owner.incarnation else { continue }
            let lines = (node.lines[answer.requestID] ?? []) + (owner.lines[answer.requestID] ?? [])
            #expect(lines.allSatisfy { $0.status == answer.status }, "\(what): \(lines)")
            #expect(owner.lines[answer.requestID]?.count == 1, "\(what): \(lines)")
            let target = node.port == owner.port ? nil : "\(owner.incarnation)"
            #expect(node.lines[answer.requestID]?.map(\.target) == [target], "\(what): \(lines)")
        }
    }

    private func compare(_ each: RequestCase, _ owner: Node, _ other: Node) {
        let (here, there) = (self.reading(of: each, at: owner), self.reading(of: each, at: other))
        let text = { (answer: Answer) in
            "\(answer.status) \((answer.json["message"].text ?? answer.json["identifier"].text ?? ""))"
        }
        #expect(here.taken.map(text) == there.taken.map(text), "\(each.name) is read in two ways")
        #expect(here.refused.map(text) == there.refused.map(text), "\(each.name) is refused in two ways")
    }

    /// A node has read no request but those that were sent.
    private func nothingElse(at node: Node, _ nodes: [Node]) {
        let sendings = nodes.flatMap(\.sendings.values)
        let answers = sendings.flatMap { $0.answers + ($0.next.map { [$0] } ?? []) }
        let sent = Set(sendings.map(\.requestID) + answers.map(\.requestID))
        for (name, lines) in node.lines {
            #expect(sent.contains(name), "port \(node.port) has read a request that nobody sent: \(lines)")
            #expect(lines.count == 1, "port \(node.port) has read a request twice: \(lines)")
        }
        #expect(node.lines.count > 100)
    }
}

extension Answer {
    /// What the request was called.
    fileprivate var requestID: String { self["x-request-id"] ?? "" }
}
