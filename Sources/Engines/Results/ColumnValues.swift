/// The values of one column over the rows of a ``RowBatch``, in the carrier they travel in (contract, section 5).
///
/// Types without a carrier of their own (decimals, dates, timestamps, nested values) are text, rendered by the engine's
/// implementation: it alone knows their exact form.
public struct ColumnValues: Sendable, Hashable {
    /// The values. A null has an arbitrary value at its place (empty for bytes).
    public enum Storage: Sendable, Hashable {
        case bool([Bool])
        case int8([Int8])
        case int16([Int16])
        case int32([Int32])
        case int64([Int64])
        case float([Float])
        case double([Double])
        /// UTF-8.
        case text(ByteSlices)
        case binary(ByteSlices)
    }

    /// The values.
    public var storage: Storage
    /// Which rows are null; `nil` where none is.
    public var nulls: NullMask?

    /// Creates a column's values.
    public init(_ storage: Storage, nulls: NullMask? = nil) {
        self.storage = storage
        self.nulls = nulls
    }

    /// The number of rows.
    public var count: Int {
        switch self.storage {
        case .bool(let values): values.count
        case .int8(let values): values.count
        case .int16(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .float(let values): values.count
        case .double(let values): values.count
        case .text(let values), .binary(let values): values.count
        }
    }

    /// Whether the value of a row is null.
    public func isNull(at row: Int) -> Bool {
        self.nulls?[row] ?? false
    }

    /// The bytes the values take in memory, without what the allocator adds.
    public var byteCount: Int {
        let values =
            switch self.storage {
            case .bool(let values): values.count
            case .int8(let values): values.count
            case .int16(let values): values.count * 2
            case .int32(let values): values.count * 4
            case .int64(let values): values.count * 8
            case .float(let values): values.count * 4
            case .double(let values): values.count * 8
            case .text(let values), .binary(let values): values.byteCount
            }
        return values + (self.nulls?.words.count ?? 0) * 8
    }
}
