import Engines
import Synchronization
import Testing

@testable import Sessions

/// What the fake engines of one test have open, and what they were told, in order.
final class FakeWorld: Sendable {
    struct Open: Sendable, Hashable {
        var engines = 0
        var sessions = 0
        var operations = 0
    }

    struct State: Sendable {
        var open = Open()
        var events: [String] = []
        var statements: [String: FakeOperation] = [:]
        var enginesOpened = 0
        var submitFailure: EngineError?
        var sessionFailure: EngineError?
        /// Kept to let sessions that close go on; `nil` lets them go at once.
        var closing: Promise<Void>?
        /// The settings of the last session and statement.
        var sessionSettings: [String: String] = [:]
        var statementSettings: [String: String] = [:]
    }

    let state = Mutex(State())

    var open: Open {
        self.state.withLock { $0.open }
    }

    var events: [String] {
        self.state.withLock { $0.events }
    }

    func note(_ event: String) {
        self.state.withLock { $0.events.append(event) }
    }

    func makeEngine() -> FakeEngine {
        self.state.withLock {
            $0.open.engines += 1
            $0.enginesOpened += 1
            return FakeEngine(world: self, number: $0.enginesOpened)
        }
    }

    /// The operation of a statement, once it was submitted.
    func operation(_ sql: String) async -> FakeOperation {
        await until("\(sql) is submitted") { self.state.withLock { $0.statements[sql] != nil } }
        return self.state.withLock { $0.statements[sql] } ?? FakeOperation(sql: sql, world: self)
    }
}

final class FakeEngine: Engine {
    let world: FakeWorld
    let identity: EngineIdentity
    private let isOpen = Mutex(true)

    init(world: FakeWorld, number: Int) {
        self.world = world
        self.identity = EngineIdentity(product: "Fake", version: "1.0", id: "engine-\(number)")
    }

    func openSession(_ options: EngineSessionOptions) async throws -> any EngineSession {
        try self.world.state.withLock { state in
            if let failure = state.sessionFailure { throw failure }
            state.open.sessions += 1
            state.sessionSettings = options.settings
            state.events.append("open session of \(options.user)")
        }
        return FakeSession(world: self.world)
    }

    func information(_ type: InfoType) -> String? {
        type == .dbmsName ? self.identity.product : nil
    }

    func close() async {
        guard self.isOpen.withLock({ $0.take() }) else { return }
        self.world.state.withLock { $0.open.engines -= 1 }
        self.world.note("close \(self.identity.id)")
    }
}

final class FakeSession: EngineSession {
    let world: FakeWorld
    let id = "remote-session"
    let token: EngineToken? = nil
    private let isOpen = Mutex(true)

    init(world: FakeWorld) {
        self.world = world
    }

    func submit(_ work: EngineWork) async throws -> any EngineOperation {
        let statement =
            switch work {
            case .statement(let statement): statement
            case .metadata(let question): EngineStatement(sql: question.name)
            }
        if let plan = statement.plan, plan != .physical {
            throw EngineError(.unsupported, "\(PlanMode.key) = \(plan.rawValue) is not to be had")
        }
        let operation = FakeOperation(sql: statement.sql, world: self.world)
        try self.world.state.withLock { state in
            if let failure = state.submitFailure { throw failure }
            state.open.operations += 1
            state.statements[statement.sql] = operation
            state.statementSettings = statement.settings
            state.events.append("submit \(statement.sql)")
        }
        return operation
    }

    func close() async {
        guard self.isOpen.withLock({ $0.take() }) else { return }
        if let closing = self.world.state.withLock({ $0.closing }) { await Task { try? await closing.value() }.value }
        self.world.state.withLock { $0.open.sessions -= 1 }
        self.world.note("close session")
    }
}

/// Runs `rows N` and `fail TEXT` by itself; everything else as the test lets it.
final class FakeOperation: EngineOperation {
    static let schema = ResultSchema(columns: [.init("n", .bigint)])

    let world: FakeWorld
    let sql: String
    let token: EngineToken? = nil
    /// Kept by the test to let the statement begin and end.
    let begin = Promise<Void>()
    let end = Promise<Int>()
    private let isOpen = Mutex(true)
    private let rest = Mutex([RowBatch]())
    private let log = Mutex([String]())
    let progressed = Mutex<Double?>(nil)

    init(sql: String, world: FakeWorld) {
        self.sql = sql
        self.world = world
        let words = sql.split(separator: " ", maxSplits: 1)
        switch words.first {
        case "rows":
            self.begin.keep()
            self.end.keep(.success(Int(words[1]) ?? 0))
        case "fail":
            self.begin.keep()
            self.end.keep(.failure(EngineError(.statementFailed, String(words[1]), sqlState: "42000")))
        default:
            break
        }
    }

    var id: String {
        "remote \(self.sql)"
    }

    /// Lets the statement begin.
    func start() {
        self.begin.keep()
    }

    /// Lets the statement begin and end with so many rows, counting up from 0, three a batch.
    func finish(rows: Int) {
        self.begin.keep()
        self.end.keep(.success(rows))
    }

    func fail(_ error: EngineError) {
        self.begin.keep()
        self.end.keep(.failure(error))
    }

    func write(_ line: String) {
        self.log.withLock { $0.append(line) }
    }

    func run(started: @escaping @Sendable () -> Void) async throws -> ResultSchema {
        try await self.begin.value()
        started()
        let rows = try await self.end.value()
        self.rest.withLock { rest in
            rest = stride(from: 0, to: rows, by: 3).map { start in
                let values = (start..<min(start + 3, rows)).map(Int64.init)
                return RowBatch(rowCount: values.count, columns: [ColumnValues(.int64(values))])
            }
        }
        return Self.schema
    }

    func nextBatch() async throws -> RowBatch? {
        self.rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    func newLogLines() async -> [String] {
        self.log.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }

    var progress: Double? {
        self.progressed.withLock { $0 }
    }

    func cancel() {
        if self.isOpen.withLock({ $0 }) { self.world.note("cancel \(self.sql)") }
        self.stop()
    }

    func close() async {
        guard self.isOpen.withLock({ $0.take() }) else { return }
        self.world.state.withLock { $0.open.operations -= 1 }
        self.world.note("close \(self.sql)")
        self.stop()
    }

    private func stop() {
        self.fail(EngineError(.cancelled, "cancelled"))
        self.begin.keep(.failure(EngineError(.cancelled, "cancelled")))
    }
}

extension Bool {
    /// Answers the value and leaves `false`.
    fileprivate mutating func take() -> Bool {
        defer { self = false }
        return self
    }
}
