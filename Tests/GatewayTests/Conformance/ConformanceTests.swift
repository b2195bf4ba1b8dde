import ContractTestKit
import Testing

/// The wire is as Kyuubi's: what was recorded of a live one, and the sections of the reference, each at the sessions' owner and, with
/// sessions of its own, at a node that owns none of them.
@Suite("Conformance", .serialized, .sharedCluster)
struct ConformanceTests {
    enum Entry {
        case owner, other
    }

    let client = Client()

    /// Makes exchanges at both nodes, and compares what they answer.
    func everywhere(
        _ exchanges: [Exchange],
        differences: [String: Exchange.Difference] = [:],
        loose: Set<String> = []
    ) async throws {
        let own = try await self.replay(exchanges, at: .owner, differences, loose)
        let others = try await self.replay(exchanges, at: .other, differences, loose)
        #expect(own.count == exchanges.count && others.count == exchanges.count)
        for (here, there) in zip(own, others) {
            #expect(here == there, "\(here.exchange) is answered otherwise by a node that does not own it")
        }
    }

    private func replay(
        _ exchanges: [Exchange],
        at entry: Entry,
        _ differences: [String: Exchange.Difference],
        _ loose: Set<String>
    ) async throws -> [Replay.Line] {
        let nodes = try SharedCluster.current.nodes
        let (owner, node) = (nodes[0], entry == .owner ? nodes[0] : nodes[1])
        var opened: [String] = []
        let replay = try await Replay(
            exchanges,
            differences: differences,
            loose: loose,
            pause: .milliseconds(20)
        ) { exchange, target in
            let isOpening = exchange.method == "POST" && exchange.path == "/api/v1/sessions"
            // What is done later is done to sessions of the owner.
            let port = isOpening && exchange.keeps != nil ? owner.port : node.port
            let answer = try await self.client.exchange(exchange, target, at: port)
            if answer.json["kyuubiInstance"] != .null, let session = answer.json["identifier"].text {
                opened.append(session)
            }
            if exchange.path.contains("{"), answer.status == 200, exchange.method != "OPTIONS" {
                #expect(answer.node == owner.incarnation, "\(exchange.name) is not answered by the owner")
            }
            self.checkHead(answer, exchange)
            let fields = Dictionary(answer.fields.map { ($0.name, $0.value) }) { first, _ in first }
            return Replay.Answer(status: answer.status, fields: fields, body: answer.body)
        }
        for session in opened { _ = try await self.client.call("DELETE", "/api/v1/sessions/\(session)", at: node.port) }
        #expect(replay.problems.isEmpty, "\(entry):\n\(replay.problems.joined(separator: "\n"))")
        return replay.lines
    }

    /// Section 1.3: JSON without charset, or nothing.
    private func checkHead(_ answer: Answer, _ exchange: Exchange) {
        guard exchange.method != "HEAD", answer.status != 302, !exchange.path.contains("openapi") else { return }
        if answer.body.isEmpty {
            let isBare = answer["content-length"] == "0" && answer["content-type"] == nil
            #expect(isBare, "\(exchange.name): \(answer.fields)")
        } else {
            let type = exchange.path.hasSuffix("/ping") && answer.status == 200 ? "text/plain" : "application/json"
            #expect(answer["content-type"] == type, "\(exchange.name): \(answer.fields)")
        }
    }

    @Test("What a live Kyuubi answered is answered, but for named differences")
    func recorded() async throws {
        try await self.everywhere(
            Exchange.recorded(),
            differences: Exchange.differences,
            loose: Exchange.enginesOwn
        )
    }

    @Test("10 metadata: a live Kyuubi's columns, events and statuses")
    func catalog() async throws {
        try await self.everywhere(Exchange.catalog())
    }

    @Test("1.1 addressing and 1.2 requests: every rule")
    func rules() async throws {
        try await self.everywhere(RequestRule.all.flatMap(\.exchanges))
    }
}
