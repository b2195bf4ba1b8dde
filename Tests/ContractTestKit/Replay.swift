public import JSONTestKit

/// Exchanges made again, one after another.
public struct Replay: Sendable {
    /// What was answered.
    public struct Answer: Sendable {
        /// HTTP's.
        public var status: Int
        /// By names in small letters.
        public var fields: [String: String]
        /// Whole.
        public var body: [UInt8]

        /// An answer.
        public init(status: Int, fields: [String: String], body: [UInt8]) {
            (self.status, self.fields, self.body) = (status, fields, body)
        }

        var text: String { String(decoding: self.body, as: UTF8.self) }
    }

    /// What an exchange was answered, with names for handles and types for what no two answers have in common.
    public struct Line: Hashable, Sendable {
        /// Its name.
        public var exchange: String
        /// HTTP's.
        public var status: Int
        /// What is the same of it in every replay.
        public var body: JSON
    }

    /// Bytes of a body beyond which it is compared as it is: reading it would take long.
    private static let mostRead = 64 << 10

    /// What is not as it must be.
    public private(set) var problems: [String] = []
    /// What was answered, in order.
    public private(set) var lines: [Line] = []
    /// The handles, by their names.
    public private(set) var handles = ["unknown": "2b0a8a2c-0000-4000-8000-000000000000"]

    /// Makes exchanges.
    ///
    /// - Parameters:
    ///   - differences: Where other statuses than the exchanges' are right, by an exchange's name.
    ///   - loose: The exchanges of whose answers only members and types count.
    ///   - pause: How long to wait between two looks at an operation's state; `nil` to only let others run.
    ///   - send: Makes an exchange at a target.
    public init(
        _ exchanges: [Exchange],
        differences: [String: Exchange.Difference] = [:],
        loose: Set<String> = [],
        pause: Duration? = nil,
        send: (Exchange, _ target: String) async throws -> Answer
    ) async throws {
        for exchange in exchanges {
            let target = exchange.target(self.handles)
            if let state = exchange.awaits, state != "RUNNING_STATE" || exchange.path.hasSuffix("event") {
                try await self.wait(for: state, exchange, target, pause, send)
            }
            let answer = try await send(exchange, target)
            let isLarge = answer.body.count > Self.mostRead
            let json = isLarge ? .null : JSON(reading: answer.body)
            if let name = exchange.keeps { self.handles[name] = json["identifier"].text ?? "" }
            self.check(exchange, answer, json, differences[exchange.name], isExact: !loose.contains(exchange.name))
            self.lines.append(
                Line(
                    exchange: exchange.name,
                    status: answer.status,
                    body: isLarge
                        ? .text(answer.text) : self.steady(JSON(reading: self.named(answer.text).utf8), exchange)
                )
            )
        }
    }

    private mutating func check(
        _ exchange: Exchange,
        _ answer: Answer,
        _ json: JSON,
        _ difference: Exchange.Difference?,
        isExact: Bool
    ) {
        var problems: [String] = []
        let status = difference?.status ?? exchange.status
        if answer.status != status { problems.append("status \(answer.status), not \(status)") }
        if difference?.status == exchange.status { problems.append("there is no difference") }
        if difference == nil, let shape = exchange.answer { problems += json.problems(against: shape, exact: isExact) }
        if answer.status >= 400, exchange.method != "HEAD", json["message"].text?.isEmpty != false {
            problems.append("has no message")
        }
        if let text = exchange.says, !self.named(answer.text).contains(text) { problems.append("does not say \(text)") }
        for (name, value) in exchange.fields ?? [:] where answer.fields[name.lowercased()] ?? "" != value {
            problems.append("\(name) is \(answer.fields[name.lowercased()] ?? "missing"), not \(value)")
        }
        guard !problems.isEmpty else { return }
        let said = answer.text.prefix(400)
        self.problems.append("\(exchange.name): \(problems.joined(separator: "; ")) in \(answer.status) \(said)")
    }

    private mutating func wait(
        for state: String,
        _ exchange: Exchange,
        _ target: String,
        _ pause: Duration?,
        _ send: (Exchange, _ target: String) async throws -> Answer
    ) async throws {
        let parts = target.split(separator: "/")
        guard let index = parts.firstIndex(of: "operations"), index + 1 < parts.count else { return }
        let event = "/api/v1/operations/\(parts[index + 1].prefix(36))/event"
        let end = ContinuousClock.now.advanced(by: .seconds(20))
        var last = ""
        while ContinuousClock.now < end {
            let answer = try await send(Exchange("\(exchange.name), awaited", "GET \(event)"), event)
            last = answer.text
            if JSON(reading: answer.body)["state"].text == state { return }
            if let pause { try await Task.sleep(for: pause) } else { await Task.yield() }
        }
        self.problems.append("\(exchange.name) is not \(state): \(last)")
    }

    /// A text with names in the place of handles.
    private func named(_ text: String) -> String {
        self.handles.reduce(text) { text, pair in
            text.replacing(pair.value.isEmpty ? "{}" : pair.value, with: "{\(pair.key)}")
        }
    }
}
