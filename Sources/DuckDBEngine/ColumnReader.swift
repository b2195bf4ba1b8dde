import CDuckDB
import Engines

/// Reads one column of a result: its values in all chunks of a batch, in one piece of memory of the right size.
struct ColumnReader {
    private let reader: VectorReader

    init(_ type: ValueType, zone: SessionTimeZone) {
        self.reader = VectorReader(type, zone: zone)
    }

    /// The bytes that some rows' values will take, roughly.
    func byteCount(of vector: cdk_vector, _ rows: Range<Int>) -> Int {
        switch self.reader.type {
        case .varchar, .blob:
            self.reader.bind(to: vector)
            return self.reader.stringBytes(rows) + rows.count * 8
        case .boolean, .tinyint: return rows.count
        case .smallint, .utinyint: return rows.count * 2
        case .integer, .usmallint, .float: return rows.count * 4
        case .bigint, .uinteger, .double: return rows.count * 8
        default:
            // The ends of the texts, and the texts.
            if let size = self.reader.type.textSize { return rows.count * (size + 8) }
            self.reader.bind(to: vector)
            return self.reader.textBytes(rows) + rows.count * 8
        }
    }

    /// The values of a column in parts of some chunks.
    func read(_ column: Int, of parts: [ChunkPart], rows: Int) -> ColumnValues {
        var nulls = NullCollector(rows: rows)
        for part in parts {
            self.reader.bind(to: part.vectors[column])
            nulls.append(self.reader, part.rows)
        }
        return ColumnValues(self.storage(column, of: parts, rows: rows), nulls: nulls.mask)
    }

    private func storage(_ column: Int, of parts: [ChunkPart], rows: Int) -> ColumnValues.Storage {
        switch self.reader.type {
        case .boolean: .bool(self.converted(column, of: parts, rows) { (value: UInt8) in value != 0 })
        case .tinyint: .int8(self.copied(column, of: parts, rows))
        case .smallint: .int16(self.copied(column, of: parts, rows))
        case .integer: .int32(self.copied(column, of: parts, rows))
        case .bigint: .int64(self.copied(column, of: parts, rows))
        case .utinyint: .int16(self.converted(column, of: parts, rows) { (value: UInt8) in Int16(value) })
        case .usmallint: .int32(self.converted(column, of: parts, rows) { (value: UInt16) in Int32(value) })
        case .uinteger: .int64(self.converted(column, of: parts, rows) { (value: UInt32) in Int64(value) })
        case .float: .float(self.copied(column, of: parts, rows))
        case .double: .double(self.copied(column, of: parts, rows))
        case .blob: .binary(self.strings(column, of: parts, rows))
        case .varchar: .text(self.strings(column, of: parts, rows))
        case .date: .text(self.dates(column, of: parts, rows))
        default: .text(self.texts(column, of: parts, rows))
        }
    }

    /// Values that are the same in DuckDB's memory.
    private func copied<Value: BitwiseCopyable>(_ column: Int, of parts: [ChunkPart], _ rows: Int) -> [Value] {
        [Value](unsafeUninitializedCapacity: rows) { buffer, count in
            for part in parts {
                self.reader.bind(to: part.vectors[column])
                let values: UnsafeBufferPointer<Value> = self.reader.values(part.rows)
                _ = UnsafeMutableBufferPointer(rebasing: buffer[count...]).update(fromContentsOf: values)
                count += part.rows.count
            }
        }
    }

    private func converted<Source: BitwiseCopyable, Value>(
        _ column: Int,
        of parts: [ChunkPart],
        _ rows: Int,
        _ convert: (Source) -> Value
    ) -> [Value] {
        [Value](unsafeUninitializedCapacity: rows) { buffer, count in
            for part in parts {
                self.reader.bind(to: part.vectors[column])
                for value in self.reader.values(part.rows, as: Source.self) {
                    buffer.initializeElement(at: count, to: convert(value))
                    count += 1
                }
            }
        }
    }

    private func strings(_ column: Int, of parts: [ChunkPart], _ rows: Int) -> ByteSlices {
        var size = 0
        for part in parts {
            self.reader.bind(to: part.vectors[column])
            size += self.reader.stringBytes(part.rows)
        }
        return self.slices(column, of: parts, rows, capacity: size) { reader, row, buffer in
            let string = reader.string(row)
            if let source = string.baseAddress { buffer.copyMemory(from: source, byteCount: string.count) }
            return string.count
        }
    }

    private func dates(_ column: Int, of parts: [ChunkPart], _ rows: Int) -> ByteSlices {
        self.slices(column, of: parts, rows, capacity: rows * TemporalText.longestDate) { reader, row, buffer in
            TemporalText.write(days: reader.value(row, as: Int32.self), to: buffer)
        }
    }

    /// Strings written one after the other into memory that holds them all.
    ///
    /// - Parameter write: Writes a row's value, which is not null, and answers how many bytes it took.
    private func slices(
        _ column: Int,
        of parts: [ChunkPart],
        _ rows: Int,
        capacity: Int,
        _ write: (VectorReader, _ row: Int, UnsafeMutableRawPointer) -> Int
    ) -> ByteSlices {
        var ends: [Int] = []
        // Never empty, so that there is a base to write to.
        let bytes = [UInt8](unsafeUninitializedCapacity: max(capacity, 1)) { buffer, size in
            guard let base = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
            ends = [Int](unsafeUninitializedCapacity: rows) { ends, count in
                for part in parts {
                    self.reader.bind(to: part.vectors[column])
                    for row in part.rows {
                        if !self.reader.isNull(row) { size += write(self.reader, row, base + size) }
                        ends.initializeElement(at: count, to: size)
                        count += 1
                    }
                }
            }
        }
        return Self.slices(bytes, ends)
    }

    /// Values of which only the text knows its length.
    private func texts(_ column: Int, of parts: [ChunkPart], _ rows: Int) -> ByteSlices {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        bytes.reserveCapacity(rows * 16)
        ends.reserveCapacity(rows)
        for part in parts {
            self.reader.bind(to: part.vectors[column])
            for row in part.rows {
                if self.reader.type != .null, !self.reader.isNull(row) {
                    self.reader.appendText(row, nested: false, to: &bytes)
                }
                ends.append(bytes.count)
            }
        }
        return Self.slices(bytes, ends)
    }

    private static func slices(_ bytes: [UInt8], _ ends: [Int]) -> ByteSlices {
        guard let slices = ByteSlices(bytes: bytes, ends: ends) else {
            preconditionFailure("the ends of a column's strings do not rise")
        }
        return slices
    }
}
