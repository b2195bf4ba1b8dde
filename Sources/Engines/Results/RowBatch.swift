/// Some rows of a result, column by column.
public struct RowBatch: Sendable, Hashable {
    /// The number of rows; every column has as many values.
    public var rowCount: Int
    /// The columns, in the schema's order.
    public var columns: [ColumnValues]

    /// Creates a batch. A column of another length is our own bug.
    public init(rowCount: Int, columns: [ColumnValues]) {
        precondition(columns.allSatisfy { $0.count == rowCount }, "every column has as many values as the batch rows")
        self.rowCount = rowCount
        self.columns = columns
    }

    /// The bytes the values take in memory.
    public var byteCount: Int {
        self.columns.reduce(0) { $0 + $1.byteCount }
    }

    /// Some of the rows, as a batch of their own.
    public func slice(_ rows: Range<Int>) -> RowBatch {
        if rows == 0..<self.rowCount { return self }
        return RowBatch(rowCount: rows.count, columns: self.columns.map { $0.slice(rows) })
    }
}

extension ColumnValues {
    /// The values of some of the rows.
    public func slice(_ rows: Range<Int>) -> ColumnValues {
        let storage: Storage =
            switch self.storage {
            case .bool(let values): .bool(Array(values[rows]))
            case .int8(let values): .int8(Array(values[rows]))
            case .int16(let values): .int16(Array(values[rows]))
            case .int32(let values): .int32(Array(values[rows]))
            case .int64(let values): .int64(Array(values[rows]))
            case .float(let values): .float(Array(values[rows]))
            case .double(let values): .double(Array(values[rows]))
            case .text(let values): .text(values.slice(rows))
            case .binary(let values): .binary(values.slice(rows))
            }
        return ColumnValues(storage, nulls: self.nulls?.slice(rows))
    }
}
