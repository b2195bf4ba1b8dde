import Engines
import FoundationEssentials
import Handles
import Synchronization
import Testing

@testable import Sessions

/// A session manager on a fake engine and a clock moved by hand.
struct Harness: Sendable {
    /// What the manager told the operator.
    final class Log: Sendable {
        private let lines = Mutex([String]())

        func withLock<Value>(_ body: (inout sending [String]) throws -> sending Value) rethrows -> sending Value {
            try self.lines.withLock(body)
        }
    }

    let world = FakeWorld()
    let clock = ManualClock()
    let pool = ExecutionPool()
    let log = Log()
    let manager: SessionManager

    /// - Parameter open: Opens an engine; by default at once.
    init(
        shareLevel: EngineDirectory.ShareLevel = .connection,
        open: (@Sendable (FakeWorld) async throws -> any Engine)? = nil,
        configure: (inout SessionManager.Configuration) -> Void = { _ in }
    ) {
        var configuration = SessionManager.Configuration(instance: "gate.test:10099", serverAddress: "10.0.0.7")
        configuration.resultDirectory = FileManager.default.temporaryDirectory.path
        configure(&configuration)
        let log = self.log
        var engines = EngineDirectory.Configuration()
        engines.shareLevel = shareLevel
        let world = self.world
        self.manager = SessionManager(
            configuration,
            engines: EngineDirectory(engines) { _ in
                guard let open else { return world.makeEngine() }
                return try await open(world)
            },
            resultPool: self.pool,
            time: self.clock.timeSource,
            log: { line in log.withLock { $0.append(line) } },
            makeHandle: { TestHandles.next($0) }
        )
    }

    /// Opens a session.
    func open(user: String = "ann", protocolVersion: Int = 0, configs: [String: String] = [:]) throws -> Session {
        try self.manager.open(
            SessionOpenRequest(
                user: user,
                clientAddress: "203.0.113.9",
                protocolVersion: protocolVersion,
                configs: configs
            )
        )
    }

    /// Opens a session and submits a statement, without waiting for its end.
    func submit(
        _ sql: String,
        in session: Session? = nil,
        queryTimeout: Int = 0
    ) async throws -> (operation: Sessions.Operation, engine: FakeOperation) {
        let session = try session ?? self.open()
        let operation = try await session.execute(
            StatementRequest(statement: sql, runAsync: true, queryTimeout: queryTimeout)
        )
        return (operation, await self.world.operation(sql))
    }

    /// Runs the manager around a test; afterwards nothing may be left in the engine, in memory or on disk.
    func run(
        _ body: @Sendable (Harness) async throws -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.manager.run() }
            try await body(self)
            group.cancelAll()
        }
        #expect(self.world.open == FakeWorld.Open(), sourceLocation: sourceLocation)
        #expect(self.manager.count == 0, sourceLocation: sourceLocation)
        #expect(self.manager.services.index.operationCount == 0, sourceLocation: sourceLocation)
        #expect(self.manager.resultUsage == ResultBudget.Usage(), sourceLocation: sourceLocation)
        self.pool.shutDown()
    }
}

/// Makes handles as a node does.
enum TestHandles {
    static func next(_ kind: Handle.Kind) -> Handle {
        guard let key = HandleKey(bytes: 0..<16) else { preconditionFailure("16 bytes make a key") }
        return key.issue(kind, by: Incarnation(rawValue: 1))
    }
}

extension Sessions.Operation {
    /// The operation's state.
    var now: OperationState {
        self.event().state
    }

    /// Waits for a state.
    func reaches(_ state: OperationState, sourceLocation: SourceLocation = #_sourceLocation) async {
        await until("\(state.name)", sourceLocation: sourceLocation) { self.now == state }
    }

    /// The rows of a fetch.
    func rows(_ orientation: FetchOrientation = .next, _ maxRows: Int = 100) async throws -> [Int64] {
        try await self.page(orientation, maxRows: maxRows).values()
    }
}

extension RowPage {
    /// The first column of all slices.
    func values() async throws -> [Int64] {
        var values: [Int64] = []
        for try await slice in self {
            if case .int64(let column) = slice.columns[0].storage { values += column }
        }
        return values
    }
}

/// Lets others run until something holds.
func until(
    _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ holds: () -> Bool
) async {
    let deadline = ContinuousClock.now.advanced(by: .seconds(20))
    while ContinuousClock.now < deadline {
        if holds() { return }
        await Task.yield()
    }
    Issue.record("never came true: \(what)", sourceLocation: sourceLocation)
}

/// The error a call throws.
func failure(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ call: () async throws -> Void
) async -> SessionError? {
    do {
        try await call()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as SessionError {
        return error
    } catch {
        Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    }
    return nil
}
