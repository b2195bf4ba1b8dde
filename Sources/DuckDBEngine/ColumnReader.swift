import CDuckDB
import Engines

/// Gathers one column's values over the chunks of a batch.
struct ColumnReader {
    private let reader: VectorReader
    private var values: Values
    private var nulls = NullCollector()

    /// The values so far, in the form they grow in.
    private enum Values {
        case bool([Bool])
        case int8([Int8])
        case int16([Int16])
        case int32([Int32])
        case int64([Int64])
        case float([Float])
        case double([Double])
        case text(Bytes)
        case binary(Bytes)
    }

    /// What ``ByteSlices`` is made of.
    private struct Bytes {
        var bytes: [UInt8] = []
        var ends: [Int] = []
    }

    init(_ type: ValueType, zone: SessionTimeZone) {
        self.reader = VectorReader(type, zone: zone)
        self.values =
            switch type {
            case .boolean: .bool([])
            case .tinyint: .int8([])
            case .smallint, .utinyint: .int16([])
            case .integer, .usmallint: .int32([])
            case .bigint, .uinteger: .int64([])
            case .float: .float([])
            case .double: .double([])
            case .blob: .binary(Bytes())
            default: .text(Bytes())
            }
    }

    /// The bytes gathered.
    var byteCount: Int {
        switch self.values {
        case .bool(let values): values.count
        case .int8(let values): values.count
        case .int16(let values): values.count * 2
        case .int32(let values): values.count * 4
        case .int64(let values): values.count * 8
        case .float(let values): values.count * 4
        case .double(let values): values.count * 8
        case .text(let values), .binary(let values): values.bytes.count + values.ends.count * 8
        }
    }

    /// Adds a chunk's first `count` rows.
    mutating func append(_ vector: cdk_vector, count: Int) {
        self.reader.bind(to: vector)
        self.nulls.append(self.reader, count: count)
        // Taken out while it grows, so that it is the only reference and nothing is copied.
        let values = self.values
        self.values = .bool([])
        self.values = self.grown(consume values, count: count)
    }

    private func grown(_ values: consuming Values, count: Int) -> Values {
        switch consume values {
        case .bool(var values):
            values.append(contentsOf: self.reader.values(count, as: UInt8.self).lazy.map { $0 != 0 })
            return .bool(values)
        case .int8(var values):
            values.append(contentsOf: self.reader.values(count))
            return .int8(values)
        case .int16(var values):
            if case .utinyint = self.reader.type {
                values.append(contentsOf: self.reader.values(count, as: UInt8.self).lazy.map(Int16.init))
            } else {
                values.append(contentsOf: self.reader.values(count))
            }
            return .int16(values)
        case .int32(var values):
            if case .usmallint = self.reader.type {
                values.append(contentsOf: self.reader.values(count, as: UInt16.self).lazy.map(Int32.init))
            } else {
                values.append(contentsOf: self.reader.values(count))
            }
            return .int32(values)
        case .int64(var values):
            if case .uinteger = self.reader.type {
                values.append(contentsOf: self.reader.values(count, as: UInt32.self).lazy.map(Int64.init))
            } else {
                values.append(contentsOf: self.reader.values(count))
            }
            return .int64(values)
        case .float(var values):
            values.append(contentsOf: self.reader.values(count))
            return .float(values)
        case .double(var values):
            values.append(contentsOf: self.reader.values(count))
            return .double(values)
        case .binary(var values):
            self.appendStrings(to: &values, count: count)
            return .binary(values)
        case .text(var values):
            if case .varchar = self.reader.type {
                self.appendStrings(to: &values, count: count)
            } else {
                self.appendTexts(to: &values, count: count)
            }
            return .text(values)
        }
    }

    private func appendStrings(to values: inout Bytes, count: Int) {
        for row in 0..<count {
            if !self.reader.isNull(row) { values.bytes.append(contentsOf: self.reader.string(row)) }
            values.ends.append(values.bytes.count)
        }
    }

    private func appendTexts(to values: inout Bytes, count: Int) {
        let isNull = self.reader.type == .null
        for row in 0..<count {
            if !isNull, !self.reader.isNull(row) {
                self.reader.appendText(row, nested: false, to: &values.bytes)
            }
            values.ends.append(values.bytes.count)
        }
    }

    /// The rows gathered; the reader begins anew.
    mutating func take() -> ColumnValues {
        defer { self = ColumnReader(emptied: self) }
        return ColumnValues(self.storage, nulls: self.nulls.mask)
    }

    private init(emptied other: ColumnReader) {
        self.reader = other.reader
        self.values =
            switch other.values {
            case .bool: .bool([])
            case .int8: .int8([])
            case .int16: .int16([])
            case .int32: .int32([])
            case .int64: .int64([])
            case .float: .float([])
            case .double: .double([])
            case .text: .text(Bytes())
            case .binary: .binary(Bytes())
            }
    }

    private var storage: ColumnValues.Storage {
        switch self.values {
        case .bool(let values): .bool(values)
        case .int8(let values): .int8(values)
        case .int16(let values): .int16(values)
        case .int32(let values): .int32(values)
        case .int64(let values): .int64(values)
        case .float(let values): .float(values)
        case .double(let values): .double(values)
        case .text(let values): .text(Self.slices(values))
        case .binary(let values): .binary(Self.slices(values))
        }
    }

    private static func slices(_ values: Bytes) -> ByteSlices {
        guard let slices = ByteSlices(bytes: values.bytes, ends: values.ends) else {
            preconditionFailure("the ends of a column's strings do not rise")
        }
        return slices
    }
}
