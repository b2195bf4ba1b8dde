import Logging
import Synchronization
import Testing

@testable import RestAPI

@Suite("What is logged of a statement")
struct StatementLogTests {
    @Test("a client that goes away is no failure of the node: the line says so, and has no status")
    func abandoned() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let lines = Mutex<[String]>([])
            let log = Logger(level: .info, format: .logfmt) { line in
                lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
            }
            let api = API(gateway.api.configuration, gateway.api.surroundings, peers: gateway.api.peers, log: log)
            let body = "{\"statement\":\"\(Gateway.endless)\"}"
            let call = Task { () async throws -> Void in
                guard
                    case .here(let request) = gateway.entry("POST", "\(session)/operations/statement", body: body),
                    case .waiting(let work) = api.begin(request)
                else {
                    Issue.record("the statement is not taken")
                    return
                }
                _ = try await api.reply(to: request, by: work) { _ in Array(body.utf8) }
            }
            while true {
                let operations = try await gateway.call("GET", "\(session)/operations").list
                if operations.first?["state"] as? String == "RUNNING_STATE" { break }
                await Task.yield()
            }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            let written = lines.withLock { $0 }
            #expect(written.count == 1 && written.allSatisfy { $0.contains("statement stopped, its client has gone") })
            #expect(!written.contains { $0.contains("status=") }, "\(written)")
        }
    }
}
