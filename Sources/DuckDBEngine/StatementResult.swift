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

    /// Executes a prepared statement up to its first rows.
    ///
    /// - Throws: `statementFailed` with DuckDB's message, or naming a column whose type cannot be read.
    init(executing pending: cdk_pending_result, zone: SessionTimeZone) throws(EngineError) {
        var result = cdk_result()
        do throws(EngineError) {
            guard cdk_execute_pending(pending, &result) == 0 else {
                throw EngineError(.statementFailed, String(optional: cdk_result_error(&result)))
            }
            // DuckDB gives such statements a column, `Count` or `Success`, that means nothing.
            let hasColumns = cdk_result_return_type(result) != CDK_RESULT_NOTHING
            let columns = hasColumns ? try Self.columns(of: &result) : []
            self.schema = ResultSchema(columns: columns.map { $0.type.column(named: $0.name) })
            self.columns = columns.map { ColumnReader($0.type, zone: zone) }
        } catch {
            cdk_destroy_result(&result)
            throw error
        }
        self.result = result
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

    /// Gathers chunks (of at most 2048 rows) until there are so many rows or bytes.
    ///
    /// - Returns: `nil` where no row is left.
    /// - Throws: `statementFailed` with DuckDB's message.
    func nextBatch(rows: Int, bytes: Int) throws(EngineError) -> RowBatch? {
        var count = 0
        while count < rows, self.columns.reduce(0, { $0 + $1.byteCount }) < bytes {
            guard let chunk = try self.nextChunk() else { break }
            let size = Int(cdk_data_chunk_get_size(chunk))
            for index in self.columns.indices {
                guard let vector = cdk_data_chunk_get_vector(chunk, UInt64(index)) else { continue }
                self.columns[index].append(vector, count: size)
            }
            count += size
            Self.destroy(chunk)
        }
        if count == 0 { return nil }
        return RowBatch(rowCount: count, columns: self.columns.indices.map { self.columns[$0].take() })
    }

    /// Runs the statement to its end without reading the rows.
    func drain() throws(EngineError) {
        while let chunk = try self.nextChunk() {
            Self.destroy(chunk)
        }
    }

    private func nextChunk() throws(EngineError) -> cdk_data_chunk? {
        if self.isAtEnd || self.schema.columns.isEmpty {
            self.isAtEnd = true
            return nil
        }
        if let chunk = cdk_fetch_chunk(self.result) {
            if cdk_data_chunk_get_size(chunk) > 0 { return chunk }
            Self.destroy(chunk)
        }
        self.isAtEnd = true
        // An error and the end look the same but for this.
        if let message = cdk_result_error(&self.result) {
            throw EngineError(.statementFailed, String(cString: message))
        }
        return nil
    }

    private static func destroy(_ chunk: cdk_data_chunk) {
        var optional: cdk_data_chunk? = chunk
        cdk_destroy_data_chunk(&optional)
    }

    /// Frees the result. Nothing may follow.
    func free() {
        cdk_destroy_result(&self.result)
    }
}
