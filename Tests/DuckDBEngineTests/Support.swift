import DuckDBEngine
import DuckDBTestKit
import Engines
import FoundationEssentials
import Testing

/// Threads for all tests of this target.
let testPool: ExecutionPool = {
    var configuration = ExecutionPool.Configuration()
    configuration.size = 64
    configuration.queueLimit = 10_000
    return ExecutionPool(configuration)
}()

/// Runs `body` with an engine that is closed afterwards.
func withEngine<Value>(
    _ configuration: DuckDBEngine.Configuration = .init(id: "test", threads: 2, memoryLimit: "1GB"),
    _ body: (DuckDBEngine) async throws -> Value
) async throws -> Value {
    let engine = try await DuckDBEngine.open(configuration, library: try TestLibrary.load(), pool: testPool)
    do {
        let value = try await body(engine)
        await engine.close()
        return value
    } catch {
        await engine.close()
        throw error
    }
}

/// Runs `body` with a session of an engine in memory.
func withSession<Value>(
    _ configuration: DuckDBEngine.Configuration = .init(id: "test", threads: 2, memoryLimit: "1GB"),
    _ body: (any EngineSession) async throws -> Value
) async throws -> Value {
    try await withEngine(configuration) { engine in
        try await body(try await engine.openSession(EngineSessionOptions(user: "ann")))
    }
}

/// Runs `body` with an empty folder that is removed afterwards.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("torii-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// A whole result.
struct TestResult {
    var schema: ResultSchema
    var batches: [RowBatch]

    var rowCount: Int {
        self.batches.reduce(0) { $0 + $1.rowCount }
    }

    /// The types of the columns.
    var types: [ColumnType] {
        self.schema.columns.map(\.type)
    }

    /// The values of a column as text, with its carrier's name before them where asked for.
    func column(_ index: Int) -> [String?] {
        self.batches.flatMap { batch in
            (0..<batch.rowCount).map { row in
                batch.columns[index].isNull(at: row) ? nil : batch.columns[index].text(at: row)
            }
        }
    }

    /// The values of the first row as text.
    var firstRow: [String?] {
        self.schema.columns.indices.map { self.column($0).first ?? nil }
    }

    /// The carrier of a column.
    func carrier(_ index: Int) -> String {
        switch self.batches[0].columns[index].storage {
        case .bool: "bool"
        case .int8: "int8"
        case .int16: "int16"
        case .int32: "int32"
        case .int64: "int64"
        case .float: "float"
        case .double: "double"
        case .text: "text"
        case .binary: "binary"
        }
    }
}

extension ColumnValues {
    func text(at row: Int) -> String {
        switch self.storage {
        case .bool(let values): "\(values[row])"
        case .int8(let values): "\(values[row])"
        case .int16(let values): "\(values[row])"
        case .int32(let values): "\(values[row])"
        case .int64(let values): "\(values[row])"
        case .float(let values): "\(values[row])"
        case .double(let values): "\(values[row])"
        case .text(let values): String(decoding: values[row], as: UTF8.self)
        case .binary(let values): values[row].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}

extension EngineWork {
    /// A statement without settings.
    static func sql(_ text: String) -> EngineWork {
        .statement(EngineStatement(sql: text))
    }
}

extension EngineSession {
    /// Runs a statement and reads its whole result.
    @discardableResult
    func result(_ sql: String) async throws -> TestResult {
        let operation = try await self.submit(.sql(sql))
        do {
            let schema = try await operation.run {}
            var batches: [RowBatch] = []
            while let batch = try await operation.nextBatch() { batches.append(batch) }
            await operation.close()
            return TestResult(schema: schema, batches: batches)
        } catch {
            await operation.close()
            throw error
        }
    }

    /// The one value of a statement's result, as text.
    func value(_ sql: String) async throws -> String? {
        try await self.result(sql).firstRow.first ?? nil
    }

    /// The error a statement ends with.
    func failure(_ sql: String) async -> EngineError? {
        do {
            try await self.result(sql)
            return nil
        } catch {
            return error as? EngineError
        }
    }
}

/// All tests that run statements, one after the other: they measure, race and fill the cores.
@Suite("DuckDB", .serialized)
enum DuckDBTests {}
