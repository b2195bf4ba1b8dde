/// Where the parts of a batch lie in the form that ``BatchCoding`` gives it, so that a few rows can be read without the
/// rest.
struct BatchLayout: Sendable {
    private struct Column: Sendable {
        var tag: BatchCoding.Tag
        var nulls: Int?
        /// The values; for text and binary the ends.
        var values: Int
        /// For text and binary the bytes.
        var bytes: Int
    }

    let rowCount: Int
    /// The whole batch's bytes.
    let size: Int
    private let columns: [Column]

    init(_ batch: RowBatch) {
        self.rowCount = batch.rowCount
        // Rows and columns, then for each column: whether there are nulls, those, a tag, the values.
        var offset = 16
        var columns: [Column] = []
        for column in batch.columns {
            offset += 1
            let nulls = column.nulls.map { _ in offset }
            offset += (column.nulls?.words.count ?? 0) * 8 + 1
            func fixed(_ tag: BatchCoding.Tag, _ stride: Int) {
                columns.append(Column(tag: tag, nulls: nulls, values: offset, bytes: 0))
                offset += batch.rowCount * stride
            }
            func slices(_ tag: BatchCoding.Tag, _ values: ByteSlices) {
                let ends = offset + 8
                let bytes = ends + batch.rowCount * 8
                columns.append(Column(tag: tag, nulls: nulls, values: ends, bytes: bytes))
                offset = bytes + values.bytes.count
            }
            switch column.storage {
            case .bool: fixed(.bool, 1)
            case .int8: fixed(.int8, 1)
            case .int16: fixed(.int16, 2)
            case .int32: fixed(.int32, 4)
            case .int64: fixed(.int64, 8)
            case .float: fixed(.float, 4)
            case .double: fixed(.double, 8)
            case .text(let values): slices(.text, values)
            case .binary(let values): slices(.binary, values)
            }
        }
        self.columns = columns
        self.size = offset
    }

    /// Some rows of the batch.
    ///
    /// - Parameter read: Reads so many bytes from an offset in the batch's form; `nil` where they are not there.
    /// - Returns: `nil` where bytes are missing or make no sense.
    func rows(_ rows: Range<Int>, _ read: (_ offset: Int, _ size: Int) throws -> [UInt8]?) rethrows -> RowBatch? {
        var columns: [ColumnValues] = []
        columns.reserveCapacity(self.columns.count)
        for column in self.columns {
            var nulls: NullMask?
            if let offset = column.nulls {
                let words = rows.lowerBound >> 6..<(rows.upperBound + 63) >> 6
                guard let mask = try Self.values(UInt64.self, words, at: offset, read) else { return nil }
                let first = words.lowerBound << 6
                nulls = NullMask(words: mask).slice(rows.lowerBound - first..<rows.upperBound - first)
            }
            guard let storage = try Self.storage(of: column, rows, read) else { return nil }
            columns.append(ColumnValues(storage, nulls: nulls))
        }
        return RowBatch(rowCount: rows.count, columns: columns)
    }

    private static func storage(
        of column: Column,
        _ rows: Range<Int>,
        _ read: (Int, Int) throws -> [UInt8]?
    ) rethrows -> ColumnValues.Storage? {
        switch column.tag {
        case .bool: try self.values(UInt8.self, rows, at: column.values, read).map { .bool($0.map { $0 != 0 }) }
        case .int8: try self.values(Int8.self, rows, at: column.values, read).map { .int8($0) }
        case .int16: try self.values(Int16.self, rows, at: column.values, read).map { .int16($0) }
        case .int32: try self.values(Int32.self, rows, at: column.values, read).map { .int32($0) }
        case .int64: try self.values(Int64.self, rows, at: column.values, read).map { .int64($0) }
        case .float: try self.values(Float.self, rows, at: column.values, read).map { .float($0) }
        case .double: try self.values(Double.self, rows, at: column.values, read).map { .double($0) }
        case .text: try self.slices(of: column, rows, read).map { .text($0) }
        case .binary: try self.slices(of: column, rows, read).map { .binary($0) }
        }
    }

    private static func slices(
        of column: Column,
        _ rows: Range<Int>,
        _ read: (Int, Int) throws -> [UInt8]?
    ) rethrows -> ByteSlices? {
        // With the end before the first row, where that begins.
        let isFirst = rows.lowerBound == 0
        let wanted = (isFirst ? 0 : rows.lowerBound - 1)..<rows.upperBound
        guard var ends = try self.values(Int.self, wanted, at: column.values, read) else { return nil }
        let start = isFirst ? 0 : ends.removeFirst()
        guard let end = ends.last else { return ByteSlices() }
        guard start >= 0, end >= start, let bytes = try read(column.bytes + start, end - start) else { return nil }
        return ByteSlices(bytes: bytes, ends: ends.map { $0 - start })
    }

    private static func values<Value: BitwiseCopyable>(
        _ type: Value.Type,
        _ range: Range<Int>,
        at offset: Int,
        _ read: (Int, Int) throws -> [UInt8]?
    ) rethrows -> [Value]? {
        let stride = MemoryLayout<Value>.stride
        guard let bytes = try read(offset + range.lowerBound * stride, range.count * stride) else { return nil }
        var reader = BatchCoding.Reader(bytes: bytes)
        return reader.read(type, range.count)
    }
}
