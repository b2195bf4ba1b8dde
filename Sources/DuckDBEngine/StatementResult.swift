import CDuckDB
import Engines

/// A result under way: its schema at once, its rows as DuckDB makes them.
final class StatementResult {
    /// The columns; none for a statement that only has an effect.
    let schema: ResultSchema
    /// Whether all rows have been read.
    private(set) var isAtEnd = false

    private var result: cdk_result
    private var columns: [ColumnReader]
    private let chunksPerBatch: Int

    /// Executes a prepared statement up to its first rows.
    ///
    /// - Throws: `statementFailed` with DuckDB's message, or naming a column whose type cannot be read.
    init(
        executing pending: cdk_pending_result,
        type: cdk_statement_type,
        zone: SessionTimeZone
    ) throws(EngineError) {
        var result = cdk_result()
        do throws(EngineError) {
            guard cdk_execute_pending(pending, &result) == 0 else {
                throw EngineError(.statementFailed, String(optional: cdk_result_error(&result)))
            }
            let columns = Self.isEffect(type, &result) ? [] : try Self.columns(of: &result)
            self.schema = ResultSchema(columns: columns.map { $0.type.column(named: $0.name) })
            self.columns = columns.map { ColumnReader($0.type, zone: zone) }
            // The text of nested values can be many times their size in DuckDB, and is not known before it is written.
            self.chunksPerBatch = columns.contains(where: \.type.isNested) ? 1 : Int.max
        } catch {
            cdk_destroy_result(&result)
            throw error
        }
        self.result = result
    }

    /// Whether a statement only has an effect. DuckDB gives such ones a column, `Count` or `Success`, that means nothing:
    /// what a CREATE TABLE AS counts looks like rows changed, and CHECKPOINT is a CALL to it.
    private static func isEffect(_ type: cdk_statement_type, _ result: inout cdk_result) -> Bool {
        if cdk_result_return_type(result) == CDK_RESULT_NOTHING || type == CDK_STATEMENT_CREATE { return true }
        guard type == CDK_STATEMENT_CALL, cdk_column_count(&result) == 1 else { return false }
        return cdk_column_name(&result, 0).map { String(cString: $0) } == "Success"
    }

    private static func columns(
        of result: inout cdk_result
    ) throws(EngineError) -> [(name: String, type: ValueType)] {
        var columns: [(name: String, type: ValueType)] = []
        for index in 0..<cdk_column_count(&result) {
            let name = cdk_column_name(&result, index).map { String(cString: $0) } ?? ""
            var logical: cdk_logical_type? = cdk_column_logical_type(&result, index)
            defer { cdk_destroy_logical_type(&logical) }
            var unreadable = ""
            guard let type = logical.flatMap({ ValueType($0, unreadable: &unreadable) }) else {
                throw EngineError(
                    .statementFailed,
                    "the column \(name.sqlName) has or contains the type \(unreadable), which cannot be read here; "
                        + "cast it, for example to VARCHAR"
                )
            }
            columns.append((name, type))
        }
        return columns
    }

    /// Gathers chunks (of at most 2048 rows) until there are so many rows or bytes, and reads them column by column.
    ///
    /// - Returns: `nil` where no row is left.
    /// - Throws: `statementFailed` with DuckDB's message.
    func nextBatch(rows: Int, bytes: Int) throws(EngineError) -> RowBatch? {
        var chunks: [Chunk] = []
        defer { for chunk in chunks { chunk.destroy() } }
        var (rowCount, byteCount) = (0, 0)
        while rowCount < rows, byteCount < bytes, chunks.count < self.chunksPerBatch {
            guard let handle = try self.nextChunk() else { break }
            let chunk = Chunk(handle, columns: self.columns.count)
            chunks.append(chunk)
            rowCount += chunk.rowCount
            for (index, column) in self.columns.enumerated() {
                byteCount += column.byteCount(of: chunk.vectors[index], rows: chunk.rowCount)
            }
        }
        if rowCount == 0 { return nil }
        return RowBatch(
            rowCount: rowCount,
            columns: self.columns.indices.map { self.columns[$0].read($0, of: chunks, rows: rowCount) }
        )
    }

    /// Runs the statement to its end without reading the rows.
    func drain() throws(EngineError) {
        while let chunk = try self.nextChunk() {
            Chunk(chunk, columns: 0).destroy()
        }
    }

    private func nextChunk() throws(EngineError) -> cdk_data_chunk? {
        if self.isAtEnd { return nil }
        if let chunk = cdk_fetch_chunk(self.result) {
            if cdk_data_chunk_get_size(chunk) > 0 { return chunk }
            Chunk(chunk, columns: 0).destroy()
        }
        self.isAtEnd = true
        // An error and the end look the same but for this.
        if let message = cdk_result_error(&self.result) {
            throw EngineError(.statementFailed, String(cString: message))
        }
        return nil
    }

    /// Frees the result. Nothing may follow.
    func free() {
        cdk_destroy_result(&self.result)
    }
}

/// Some rows in DuckDB's memory.
struct Chunk {
    let handle: cdk_data_chunk
    let rowCount: Int
    let vectors: [cdk_vector]

    init(_ handle: cdk_data_chunk, columns: Int) {
        self.handle = handle
        self.rowCount = Int(cdk_data_chunk_get_size(handle))
        self.vectors = (0..<columns).map { index in
            guard let vector = cdk_data_chunk_get_vector(handle, UInt64(index)) else {
                preconditionFailure("a chunk has a vector for every column of its result")
            }
            return vector
        }
    }

    func destroy() {
        var handle: cdk_data_chunk? = self.handle
        cdk_destroy_data_chunk(&handle)
    }
}
