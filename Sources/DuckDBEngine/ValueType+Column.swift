import Engines

extension ValueType {
    /// The result column that values of this type become; `docs/types.md` has the whole table, with the texts' forms.
    ///
    /// Integers that fit no signed carrier are decimals; what Hive has no type for is a string.
    func column(named name: String) -> ResultSchema.Column {
        switch self {
        case .boolean: .init(name, .boolean)
        case .tinyint: .init(name, .tinyint)
        case .smallint, .utinyint: .init(name, .smallint)
        case .integer, .usmallint: .init(name, .int)
        case .bigint, .uinteger: .init(name, .bigint)
        case .ubigint: .init(name, .decimal, precision: 20)
        case .hugeint: .init(name, .decimal, precision: 38)
        case .uhugeint: .init(name, .decimal, precision: 39)
        case .float: .init(name, .float)
        case .double: .init(name, .double)
        case .decimal(let width, let scale, _): .init(name, .decimal, precision: width, scale: scale)
        case .varchar, .bit, .uuid, .interval, .time, .timeWithZone, .enumeration, .bignum, .geometry, .variant:
            .init(name, .string)
        case .blob: .init(name, .binary)
        case .date: .init(name, .date)
        case .timestamp: .init(name, .timestamp)
        case .list, .array: .init(name, .array)
        case .map: .init(name, .map)
        case .structure: .init(name, .struct)
        case .union: .init(name, .union)
        case .null: .init(name, .null)
        }
    }
}
