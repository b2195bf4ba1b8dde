import ContractTestKit
import Testing

@testable import RestAPI

/// What a live Kyuubi 1.12.0 answered, asked again of a node: the same status, and of every 200 with JSON each member that Kyuubi
/// sends, with the same JSON type and, where any server must give it, the same value.
@Suite("Calls that were recorded of Kyuubi")
struct ReplayTests {
    @Test("each answers as Kyuubi did, but for what the contract or the design demands")
    func replay() async throws {
        let exchanges = try Exchange.recorded()
        #expect(exchanges.count > 230)
        #expect(Set(Exchange.differences.keys).isSubset(of: exchanges.map(\.name)))
        try await Gateway.with({ $0.sessions.fetchMaxRows = nil }) { gateway in
            let replay = try await Replay(
                exchanges,
                differences: Exchange.differences,
                loose: Exchange.enginesOwn
            ) { exchange, target in
                let response = try await gateway.call(exchange.method, target, body: exchange.body) { request in
                    request.peer = "127.0.0.1"
                    request.contentType = exchange.headers["Content-Type"].map { [$0] } ?? []
                    request.accept = exchange.headers["Accept"].map { [$0] } ?? []
                    request.authorization = exchange.headers["Authorization"].map { [$0] } ?? []
                    request.clientAddress = exchange.headers["X-Real-IP"].map { [$0] } ?? []
                }
                return Replay.Answer(status: response.status, fields: [:], body: Array(response.text.utf8))
            }
            #expect(replay.problems.isEmpty, "\(replay.problems.joined(separator: "\n"))")
        }
    }
}
