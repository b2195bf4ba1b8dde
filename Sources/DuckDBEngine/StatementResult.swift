import CDuckDB
import Engines

/// A result under way: its schema at once, its rows as DuckDB makes them.
final class StatementResult {
    /// The columns; none for a statement that only has an effect.
    let schema: ResultSchema
    /// Whether all rows have been read.
    var isAtEnd: Bool {
        self.hasEnded && self.rest == nil
    }

    /// Whether DuckDB has given its last chunk.
    private var hasEnded = false
    /// Those rows of the last chunk that no batch has had yet.
    private var rest: ChunkPart?
    private var result: cdk_result
    private var columns: [ColumnReader]

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

    /// Gathers chunks (of at most 2048 rows) until there are so many rows or bytes, and reads them column by column. A chunk of
    /// more than so many bytes is read in parts: its rows may all point to the same long value.
    ///
    /// - Returns: `nil` where no row is left.
    /// - Throws: `statementFailed` with DuckDB's message.
    func nextBatch(rows: Int, bytes: Int) throws(EngineError) -> RowBatch? {
        var parts: [ChunkPart] = []
        // A chunk is done with its last part.
        defer { for part in parts where part.isLast { part.chunk.destroy() } }
        var (rowCount, byteCount) = (0, 0)
        while rowCount < rows, byteCount < bytes {
            guard let rest = try self.takeRest() else { break }
            let (part, size) = self.part(of: rest, upTo: bytes)
            if !part.isLast { self.rest = part.rest }
            parts.append(part)
            rowCount += part.rows.count
            byteCount += size
        }
        if rowCount == 0 { return nil }
        return RowBatch(
            rowCount: rowCount,
            columns: self.columns.indices.map { self.columns[$0].read($0, of: parts, rows: rowCount) }
        )
    }

    /// What was left of the last chunk, or all of the next one.
    private func takeRest() throws(EngineError) -> ChunkPart? {
        if let rest = self.rest {
            self.rest = nil
            return rest
        }
        return try self.nextChunk().map { ChunkPart(Chunk($0, columns: self.columns.count)) }
    }

    /// As many of a part's rows as have so many bytes together, at least one; and their bytes.
    private func part(of part: ChunkPart, upTo bytes: Int) -> (ChunkPart, byteCount: Int) {
        var part = part
        while true {
            let size = self.columns.indices.reduce(0) {
                $0 + self.columns[$1].byteCount(of: part.vectors[$1], part.rows)
            }
            if size <= bytes || part.rows.count == 1 { return (part, size) }
            part.rows = part.rows.prefix(part.rows.count / 2)
        }
    }

    /// Runs the statement to its end without reading the rows.
    func drain() throws(EngineError) {
        while let part = try self.takeRest() {
            part.chunk.destroy()
        }
    }

    private func nextChunk() throws(EngineError) -> cdk_data_chunk? {
        if self.hasEnded { return nil }
        if let chunk = cdk_fetch_chunk(self.result) {
            if cdk_data_chunk_get_size(chunk) > 0 { return chunk }
            Chunk(chunk, columns: 0).destroy()
        }
        self.hasEnded = true
        // An error and the end look the same but for this.
        if let message = cdk_result_error(&self.result) {
            throw EngineError(.statementFailed, String(cString: message))
        }
        return nil
    }

    /// Frees the result. Nothing may follow.
    func free() {
        self.rest?.chunk.destroy()
        self.rest = nil
        cdk_destroy_result(&self.result)
    }
}
