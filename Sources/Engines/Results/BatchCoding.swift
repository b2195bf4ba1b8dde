/// The form a ``RowBatch`` has in a temporary file: the columns' memory as it is, one after the other.
///
/// The file never outlives the process, so integers keep the machine's own byte order.
enum BatchCoding {
    enum Tag: UInt8 {
        case bool, int8, int16, int32, int64, float, double, text, binary
    }

    static func encode(_ batch: RowBatch) -> [UInt8] {
        var writer = Writer()
        writer.bytes.reserveCapacity(batch.byteCount + 16 + batch.columns.count * 18)
        writer.append([batch.rowCount, batch.columns.count])
        for column in batch.columns {
            writer.append([UInt8(column.nulls == nil ? 0 : 1)])
            if let nulls = column.nulls {
                writer.append(nulls.words)
            }
            switch column.storage {
            case .bool(let values): writer.append(.bool, values)
            case .int8(let values): writer.append(.int8, values)
            case .int16(let values): writer.append(.int16, values)
            case .int32(let values): writer.append(.int32, values)
            case .int64(let values): writer.append(.int64, values)
            case .float(let values): writer.append(.float, values)
            case .double(let values): writer.append(.double, values)
            case .text(let values): writer.append(.text, values)
            case .binary(let values): writer.append(.binary, values)
            }
        }
        return writer.bytes
    }

    /// - Returns: `nil` for bytes that ``encode(_:)`` has not made.
    static func decode(_ bytes: [UInt8]) -> RowBatch? {
        var reader = Reader(bytes: bytes)
        guard let head = reader.read(Int.self, 2), let rows = head.first, let count = head.last else { return nil }
        guard rows >= 0, (0...bytes.count).contains(count) else { return nil }
        var columns: [ColumnValues] = []
        columns.reserveCapacity(count)
        for _ in 0..<count {
            guard let column = reader.column(rows: rows) else { return nil }
            columns.append(column)
        }
        return reader.isAtEnd ? RowBatch(rowCount: rows, columns: columns) : nil
    }

    private struct Writer {
        var bytes: [UInt8] = []

        mutating func append<Value: BitwiseCopyable>(_ values: [Value]) {
            values.withUnsafeBytes { self.bytes.append(contentsOf: $0) }
        }

        mutating func append<Value: BitwiseCopyable>(_ tag: Tag, _ values: [Value]) {
            self.append([tag.rawValue])
            self.append(values)
        }

        mutating func append(_ tag: Tag, _ values: ByteSlices) {
            self.append([tag.rawValue])
            self.append([values.bytes.count])
            self.append(values.ends)
            self.append(values.bytes)
        }
    }

    struct Reader {
        let bytes: [UInt8]
        var offset = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        var isAtEnd: Bool {
            self.offset == self.bytes.count
        }

        /// Any bits are a value of the types read here; booleans are read as bytes.
        mutating func read<Value: BitwiseCopyable>(_: Value.Type, _ count: Int) -> [Value]? {
            let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Value>.stride)
            guard !overflow, count >= 0, size <= self.bytes.count - self.offset else { return nil }
            let values = [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
                self.bytes.withUnsafeBytes { bytes in
                    UnsafeMutableRawBufferPointer(buffer)
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[self.offset..<self.offset + size]))
                }
                initialized = count
            }
            self.offset += size
            return values
        }

        mutating func column(rows: Int) -> ColumnValues? {
            guard let hasNulls = self.read(UInt8.self, 1)?.first else { return nil }
            var nulls: NullMask?
            if hasNulls == 1 {
                guard let words = self.read(UInt64.self, rows / 64 + (rows % 64 == 0 ? 0 : 1)) else { return nil }
                nulls = NullMask(words: words)
            }
            guard let storage = self.storage(rows: rows) else { return nil }
            return ColumnValues(storage, nulls: nulls)
        }

        private mutating func storage(rows: Int) -> ColumnValues.Storage? {
            guard let tag = self.read(UInt8.self, 1)?.first.flatMap(Tag.init) else { return nil }
            switch tag {
            case .bool: return self.read(UInt8.self, rows).map { .bool($0.map { $0 != 0 }) }
            case .int8: return self.read(Int8.self, rows).map { .int8($0) }
            case .int16: return self.read(Int16.self, rows).map { .int16($0) }
            case .int32: return self.read(Int32.self, rows).map { .int32($0) }
            case .int64: return self.read(Int64.self, rows).map { .int64($0) }
            case .float: return self.read(Float.self, rows).map { .float($0) }
            case .double: return self.read(Double.self, rows).map { .double($0) }
            case .text: return self.slices(rows: rows).map { .text($0) }
            case .binary: return self.slices(rows: rows).map { .binary($0) }
            }
        }

        private mutating func slices(rows: Int) -> ByteSlices? {
            guard
                let size = self.read(Int.self, 1)?.first,
                let ends = self.read(Int.self, rows),
                let bytes = self.read(UInt8.self, size)
            else { return nil }
            return ByteSlices(bytes: bytes, ends: ends)
        }
    }
}
