import DuckDBEngine
import DuckDBTestKit
import Engines
import FoundationEssentials
import Handles
import Synchronization
import Testing

@testable import Sessions

/// A session manager on the real engine, with databases in memory and the real time.
struct DuckDBHarness: Sendable {
    let pool: ExecutionPool
    let resultPool = ExecutionPool()
    let manager: SessionManager

    init(
        shareLevel: EngineDirectory.ShareLevel = .user,
        poolSize: Int = 8,
        queueLimit: Int = 100,
        configure: (inout SessionManager.Configuration) -> Void = { _ in }
    ) throws {
        var bounds = ExecutionPool.Configuration()
        bounds.size = poolSize
        bounds.queueLimit = queueLimit
        let pool = ExecutionPool(bounds)
        self.pool = pool
        var configuration = SessionManager.Configuration(instance: "gate.test:10099", serverAddress: "10.0.0.7")
        configuration.resultDirectory = FileManager.default.temporaryDirectory.path
        configure(&configuration)
        var sharing = EngineDirectory.Configuration()
        sharing.shareLevel = shareLevel
        let library = try TestLibrary.load()
        let numbers = Counter()
        self.manager = SessionManager(
            configuration,
            engines: EngineDirectory(sharing) { _ in
                try await DuckDBEngine.open(
                    .init(id: "engine-\(numbers.next())", threads: 2, memoryLimit: "1GB"),
                    library: library,
                    pool: pool
                )
            },
            resultPool: self.resultPool,
            executionPool: pool,
            makeHandle: { TestHandles.next($0) }
        )
    }

    func open(user: String = "ann", protocolVersion: Int = 10, configs: [String: String] = [:]) throws -> Session {
        try self.manager.open(
            SessionOpenRequest(
                user: user,
                clientAddress: "::1",
                protocolVersion: protocolVersion,
                configs: configs
            )
        )
    }

    /// Runs the manager around a test; afterwards nothing may be left.
    func run(
        _ body: @Sendable (DuckDBHarness) async throws -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.manager.run() }
            try await body(self)
            group.cancelAll()
        }
        #expect(self.manager.count == 0, sourceLocation: sourceLocation)
        #expect(self.manager.services.index.operationCount == 0, sourceLocation: sourceLocation)
        #expect(self.manager.services.index.tally == SessionTally(), sourceLocation: sourceLocation)
        #expect(self.manager.resultUsage == ResultBudget.Usage(), sourceLocation: sourceLocation)
        await until("no thread is busy") {
            self.pool.statistics.activeCount == 0 && self.pool.statistics.queueSize == 0
        }
        self.pool.shutDown()
        self.resultPool.shutDown()
    }
}

extension Session {
    /// The first column of a synchronous statement's rows.
    func values(_ sql: String, _ overlay: [String: String] = [:]) async throws -> [Int64] {
        let operation = try await self.execute(StatementRequest(statement: sql, confOverlay: overlay))
        defer { operation.closeIfOpen() }
        return try await operation.page(maxRows: 1_000_000).values()
    }

    /// Gives a statement its place.
    func begin(_ sql: String, queryTimeout: Int = 0) async throws -> Sessions.Operation {
        try await self.execute(StatementRequest(statement: sql, runAsync: true, queryTimeout: queryTimeout))
    }
}
