import Synchronization
import Testing

@testable import torii

@Suite("Running a statement")
struct StatementRunnerTests {
    /// A gateway that answers from a list, call by call, and remembers what was asked.
    final class FakeGateway: Sendable {
        private struct State {
            var answers: [String: [GatewayResponse]]
            var calls: [String] = []
        }

        private let state: Mutex<State>
        private let output = Mutex("")
        var calls: [String] { self.state.withLock { $0.calls } }
        var printed: String { self.output.withLock { $0 } }

        /// - Parameter answers: By `METHOD last path element`, in order; the last one is given again and again.
        init(_ answers: [String: [(Int, String)]]) {
            var all = [
                "POST sessions": [GatewayResponse(status: 200, body: Array("{\"identifier\":\"s1\"}".utf8))],
                "POST statement": [GatewayResponse(status: 200, body: Array("{\"identifier\":\"o1\"}".utf8))],
            ]
            for (call, list) in answers {
                all[call] = list.map { GatewayResponse(status: $0.0, body: Array($0.1.utf8)) }
            }
            self.state = Mutex(State(answers: all))
        }

        func runner(
            _ format: OutputFormat = .csv,
            sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in }
        ) -> StatementRunner {
            StatementRunner(
                client: GatewayClient { request in self.answer(request) },
                format: format,
                sleep: sleep,
                write: { text in self.output.withLock { $0 += text } }
            )
        }

        private func answer(_ request: GatewayRequest) -> GatewayResponse {
            let path = request.target.split(separator: "?").first.map(String.init) ?? ""
            let call = "\(request.method) \(path.split(separator: "/").last ?? "")"
            return self.state.withLock { state in
                state.calls.append(request.body.map { "\(call) \($0)" } ?? call)
                guard var list = state.answers[call], let first = list.first else {
                    return GatewayResponse(status: 200)
                }
                if list.count > 1 {
                    list.removeFirst()
                    state.answers[call] = list
                }
                return first
            }
        }
    }

    static let finished = (200, "{\"state\":\"FINISHED_STATE\"}")
    static let running = (200, "{\"state\":\"RUNNING_STATE\"}")
    static let metadata = (200, "{\"columns\":[{\"columnName\":\"a\",\"dataType\":\"DECIMAL_TYPE\"}]}")

    static func row(_ value: String) -> (Int, String) {
        (200, "{\"rows\":[{\"fields\":[{\"dataType\":\"STRING_VAL\",\"value\":\(value)}]}],\"rowCount\":1}")
    }

    static let noRows = (200, "{\"rows\":[],\"rowCount\":0}")

    @Test("it opens, runs, polls until the end, pages through the rows, and closes")
    func whole() async throws {
        let gateway = FakeGateway([
            "GET event": [Self.running, Self.running, Self.finished],
            "GET resultsetmetadata": [Self.metadata],
            "GET rowset": [Self.row("\"1.10\""), Self.row("null"), Self.noRows],
        ])
        let pauses = Mutex<[Duration]>([])
        try await gateway.runner(.json) { pause in pauses.withLock { $0.append(pause) } }.run("SELECT \"a\"")
        #expect(gateway.printed == "[\n  {\"a\":1.10},\n  {\"a\":null}\n]\n")
        #expect(pauses.withLock { $0 } == [.milliseconds(10), .milliseconds(20)])
        #expect(
            gateway.calls == [
                "POST sessions {\"configs\":{}}",
                "POST statement {\"statement\":\"SELECT \\\"a\\\"\",\"runAsync\":true}",
                "GET event", "GET event", "GET event", "GET resultsetmetadata", "GET rowset", "GET rowset",
                "GET rowset",
                "DELETE s1",
            ]
        )
    }

    @Test("an error of the engine is shown in the server's words, and the session closed")
    func engineError() async {
        let gateway = FakeGateway([
            "GET event": [(200, "{\"state\":\"ERROR_STATE\"}")],
            "GET rowset": [(422, "{\"message\":\"Catalog Error: no table x\"}")],
        ])
        await #expect(throws: GatewayError(status: 422, message: "Catalog Error: no table x")) {
            try await gateway.runner().run("SELECT")
        }
        #expect(gateway.calls.last == "DELETE s1")
        #expect(gateway.printed.isEmpty)
    }

    @Test("where no session opens nothing else is asked")
    func noSession() async {
        let gateway = FakeGateway(["POST sessions": [(503, "")]])
        await #expect(throws: GatewayError(status: 503, message: "the gateway answered 503")) {
            try await gateway.runner().run("SELECT")
        }
        #expect(gateway.calls.count == 1)
    }

    @Test("an answer that is no JSON is named, not trusted")
    func noJSON() async {
        let gateway = FakeGateway(["POST statement": [(200, "<html>")]])
        await #expect { try await gateway.runner().run("SELECT") } throws: { error in
            (error as? GatewayError)?.message.contains("is no JSON") == true
        }
        #expect(gateway.calls.last == "DELETE s1")
    }

    @Test("cancelling cancels at the gateway, then closes the session")
    func cancel() async {
        let gateway = FakeGateway(["GET event": [Self.running]])
        let task = Task {
            try await gateway.runner { _ in
                withUnsafeCurrentTask { $0?.cancel() }
                try Task.checkCancellation()
            }.run("SELECT")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(gateway.calls.suffix(2) == ["PUT o1 {\"action\":\"cancel\"}", "DELETE s1"])
    }
}
