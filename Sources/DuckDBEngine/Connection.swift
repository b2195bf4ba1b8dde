import CDuckDB
import Engines
import Synchronization

/// A connection: where statements run, one after the other.
///
/// Unchecked because the imported pointer is not Sendable. Statements on one connection never overlap: a session gives it
/// to one operation at a time. ``interrupt()`` may come from any thread; whoever calls it makes sure that
/// the connection is not closed meanwhile.
final class Connection: @unchecked Sendable {
    let handle: OpaquePointer

    /// The zone that points in time are shown in. Touched by whoever runs a statement here.
    var zone = SessionTimeZone.utc
    /// What settings were before a statement had its own, the latest last. Touched as ``zone`` is.
    var overridden: [(name: String, value: String)] = []

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    /// Closes the connection; an open transaction is rolled back. Must be called once, and nothing after it.
    func disconnect() {
        var handle: OpaquePointer? = self.handle
        cdk_disconnect(&handle)
    }

    /// Makes what runs here fail soon. Does not block.
    func interrupt() {
        cdk_interrupt(self.handle)
    }

    /// Runs statements for their effect.
    ///
    /// - Throws: `statementFailed` with DuckDB's message.
    func execute(_ sql: String) throws(EngineError) {
        try self.query(sql) { _ in }
    }

    /// Runs a query for its first value, a text.
    func text(_ sql: String) throws(EngineError) -> String? {
        var text: String?
        try self.query(sql) { result in
            guard var chunk = cdk_fetch_chunk(result) as OpaquePointer? else { return }
            defer { Self.destroy(&chunk) }
            guard cdk_data_chunk_get_size(chunk) > 0, let vector = cdk_data_chunk_get_vector(chunk, 0) else { return }
            let reader = VectorReader(.varchar)
            reader.bind(to: vector)
            if !reader.isNull(0) { text = String(decoding: reader.string(0), as: UTF8.self) }
        }
        return text
    }

    private func query(_ sql: String, _ read: (cdk_result) -> Void) throws(EngineError) {
        var result = cdk_result()
        defer { cdk_destroy_result(&result) }
        guard cdk_query(self.handle, sql, &result) == 0 else {
            throw EngineError(.statementFailed, String(optional: cdk_result_error(&result)))
        }
        read(result)
    }

    private static func destroy(_ chunk: inout OpaquePointer) {
        var optional: OpaquePointer? = chunk
        cdk_destroy_data_chunk(&optional)
    }
}

extension String {
    /// A message of DuckDB's; it should give one wherever it fails.
    init(optional message: UnsafePointer<CChar>?) {
        self = message.map { String(cString: $0) } ?? "DuckDB gives no reason"
    }

    /// The text as a string literal in SQL.
    var sqlLiteral: String {
        "'" + self.replacing("'", with: "''") + "'"
    }

    /// The text as a quoted name in SQL.
    var sqlName: String {
        "\"" + self.replacing("\"", with: "\"\"") + "\""
    }
}
