import CDuckDB
import Engines

/// A type of DuckDB's, as far as its values are read here. How each becomes a column: `ValueType+Column.swift`.
indirect enum ValueType: Sendable, Hashable {
    case boolean
    case tinyint, smallint, integer, bigint, hugeint
    case utinyint, usmallint, uinteger, ubigint, uhugeint
    case float, double
    /// At most `width` digits, `scale` of them fraction; `bytes` wide in memory.
    case decimal(width: Int, scale: Int, bytes: Int)
    /// An integer of any length.
    case bignum
    case varchar, blob, bit, uuid
    /// A geometry as well-known binary.
    case geometry
    /// A value of any type, which it says itself.
    case variant
    case date, interval
    /// Time of day, in so many units a second.
    case time(unitsPerSecond: Int64)
    case timeWithZone
    /// Date and time, in so many units a second; with `zoned` a point in time.
    case timestamp(unitsPerSecond: Int64, zoned: Bool)
    /// One of the values, by a number that is `bytes` wide in memory.
    case enumeration(values: ByteSlices, bytes: Int)
    case list(ValueType)
    case array(ValueType, size: Int)
    case map(key: ValueType, value: ValueType)
    case structure([Member])
    case union([Member])
    case null

    /// A struct's or union's member.
    struct Member: Sendable, Hashable {
        var name: String
        var type: ValueType
    }
}

extension ValueType {
    /// Reads a type of DuckDB's.
    ///
    /// - Returns: `nil` where the type, or one inside it, has no form here. `name` is then its name.
    init?(_ type: cdk_logical_type, unreadable name: inout String) {
        switch cdk_get_type_id(type) {
        case CDK_BOOLEAN: self = .boolean
        case CDK_TINYINT: self = .tinyint
        case CDK_SMALLINT: self = .smallint
        case CDK_INTEGER: self = .integer
        case CDK_BIGINT: self = .bigint
        case CDK_HUGEINT: self = .hugeint
        case CDK_UTINYINT: self = .utinyint
        case CDK_USMALLINT: self = .usmallint
        case CDK_UINTEGER: self = .uinteger
        case CDK_UBIGINT: self = .ubigint
        case CDK_UHUGEINT: self = .uhugeint
        case CDK_FLOAT: self = .float
        case CDK_DOUBLE: self = .double
        case CDK_DECIMAL:
            self = .decimal(
                width: Int(cdk_decimal_width(type)),
                scale: Int(cdk_decimal_scale(type)),
                bytes: Self.bytes(ofInteger: cdk_decimal_internal_type(type))
            )
        case CDK_BIGNUM: self = .bignum
        case CDK_GEOMETRY: self = .geometry
        case CDK_VARIANT: self = .variant
        case CDK_VARCHAR: self = .varchar
        case CDK_BLOB: self = .blob
        case CDK_BIT: self = .bit
        case CDK_UUID: self = .uuid
        case CDK_DATE: self = .date
        case CDK_INTERVAL: self = .interval
        case CDK_TIME: self = .time(unitsPerSecond: 1_000_000)
        case CDK_TIME_NS: self = .time(unitsPerSecond: 1_000_000_000)
        case CDK_TIME_TZ: self = .timeWithZone
        case CDK_TIMESTAMP_S: self = .timestamp(unitsPerSecond: 1, zoned: false)
        case CDK_TIMESTAMP_MS: self = .timestamp(unitsPerSecond: 1000, zoned: false)
        case CDK_TIMESTAMP: self = .timestamp(unitsPerSecond: 1_000_000, zoned: false)
        case CDK_TIMESTAMP_NS: self = .timestamp(unitsPerSecond: 1_000_000_000, zoned: false)
        case CDK_TIMESTAMP_TZ: self = .timestamp(unitsPerSecond: 1_000_000, zoned: true)
        case CDK_TIMESTAMP_TZ_NS: self = .timestamp(unitsPerSecond: 1_000_000_000, zoned: true)
        case CDK_SQLNULL: self = .null
        case CDK_ENUM: self = Self.enumeration(type)
        case let id:
            guard let nested = Self.nested(type, id: id, unreadable: &name) else { return nil }
            self = nested
        }
    }

    private static func nested(_ type: cdk_logical_type, id: cdk_type, unreadable name: inout String) -> ValueType? {
        switch id {
        case CDK_LIST:
            return Self.taking(cdk_list_type_child_type(type), unreadable: &name).map(ValueType.list)
        case CDK_ARRAY:
            let size = Int(cdk_array_type_array_size(type))
            return Self.taking(cdk_array_type_child_type(type), unreadable: &name).map { .array($0, size: size) }
        case CDK_MAP:
            guard
                let key = Self.taking(cdk_map_type_key_type(type), unreadable: &name),
                let value = Self.taking(cdk_map_type_value_type(type), unreadable: &name)
            else { return nil }
            return .map(key: key, value: value)
        case CDK_STRUCT:
            var members: [Member] = []
            for index in 0..<cdk_struct_type_child_count(type) {
                guard let child = Self.taking(cdk_struct_type_child_type(type, index), unreadable: &name) else {
                    return nil
                }
                members.append(Member(name: String(taking: cdk_struct_type_child_name(type, index)), type: child))
            }
            return .structure(members)
        case CDK_UNION:
            var members: [Member] = []
            for index in 0..<cdk_union_type_member_count(type) {
                guard let child = Self.taking(cdk_union_type_member_type(type, index), unreadable: &name) else {
                    return nil
                }
                members.append(Member(name: String(taking: cdk_union_type_member_name(type, index)), type: child))
            }
            return .union(members)
        default:
            name = id == CDK_INVALID ? "that has no number outside DuckDB" : "with DuckDB's number \(id)"
            return nil
        }
    }

    private static func taking(_ type: cdk_logical_type?, unreadable name: inout String) -> ValueType? {
        guard let type else { return nil }
        defer {
            var optional: cdk_logical_type? = type
            cdk_destroy_logical_type(&optional)
        }
        return ValueType(type, unreadable: &name)
    }

    private static func enumeration(_ type: cdk_logical_type) -> ValueType {
        var values = ByteSlices()
        for index in 0..<cdk_enum_dictionary_size(type) {
            values.append(String(taking: cdk_enum_dictionary_value(type, UInt64(index))).utf8)
        }
        return .enumeration(values: values, bytes: Self.bytes(ofInteger: cdk_enum_internal_type(type)))
    }

    private static func bytes(ofInteger type: cdk_type) -> Int {
        switch type {
        case CDK_UTINYINT, CDK_TINYINT: 1
        case CDK_USMALLINT, CDK_SMALLINT: 2
        case CDK_UINTEGER, CDK_INTEGER: 4
        case CDK_UBIGINT, CDK_BIGINT: 8
        default: 16
        }
    }
}

extension String {
    /// A text that DuckDB allocated for its caller, which is freed.
    fileprivate init(taking text: UnsafeMutablePointer<CChar>?) {
        self = text.map { String(cString: $0) } ?? ""
        cdk_free(text)
    }
}
