import Engines

/// A type of DuckDB's as metadata tells it.
struct CatalogType: Sendable {
    /// What DuckDB's catalog calls it.
    let name: String
    /// The number that DuckDB's catalog, like its files, has for it (`data_type_id`).
    let id: Int
    /// What its values arrive as.
    let type: ColumnType
    /// Where that is not said by ``type``: what it is in `java.sql.Types`.
    var code: JDBCType?
    /// The most digits of a number.
    var digits: Int?
    /// `COLUMN_SIZE`.
    var size: Int?
    /// `DECIMAL_DIGITS`.
    var decimals: Int?
    var isUnsigned = false

    /// Those that the catalog says more of.
    static let nullID = 1
    static let decimalID = 21

    /// All of them, in the order of `typeInfo`: that of the contract (section 10), each of DuckDB's own next to its kin.
    static let all: [CatalogType] = [
        CatalogType(name: "NULL", id: nullID, type: .null),
        CatalogType(name: "BOOLEAN", id: 10, type: .boolean),
        CatalogType(name: "TINYINT", id: 11, type: .tinyint),
        CatalogType(name: "SMALLINT", id: 12, type: .smallint),
        CatalogType(name: "INTEGER", id: 13, type: .int),
        CatalogType(name: "BIGINT", id: 14, type: .bigint),
        CatalogType(name: "HUGEINT", id: 50, type: .decimal, digits: 38, decimals: 0),
        CatalogType(name: "UTINYINT", id: 28, type: .smallint, digits: 3, isUnsigned: true),
        CatalogType(name: "USMALLINT", id: 29, type: .int, digits: 5, isUnsigned: true),
        CatalogType(name: "UINTEGER", id: 30, type: .bigint, digits: 10, isUnsigned: true),
        CatalogType(name: "UBIGINT", id: 31, type: .decimal, digits: 20, decimals: 0, isUnsigned: true),
        CatalogType(name: "UHUGEINT", id: 49, type: .decimal, digits: 39, decimals: 0, isUnsigned: true),
        CatalogType(name: "FLOAT", id: 22, type: .float),
        CatalogType(name: "DOUBLE", id: 23, type: .double),
        CatalogType(name: "VARCHAR", id: 25, type: .string),
        CatalogType(name: "ENUM", id: 104, type: .string),
        CatalogType(name: "BLOB", id: 26, type: .binary),
        CatalogType(name: "DECIMAL", id: decimalID, type: .decimal, digits: 38),
        CatalogType(name: "DATE", id: 15, type: .date),
        CatalogType(name: "TIME", id: 16, type: .string, code: .time, size: 15),
        CatalogType(name: "TIME_NS", id: 35, type: .string, code: .time, size: 18),
        CatalogType(name: "TIME WITH TIME ZONE", id: 34, type: .string, code: .timeWithTimeZone, size: 24),
        CatalogType(name: "TIMESTAMP", id: 19, type: .timestamp),
        CatalogType(name: "TIMESTAMP_S", id: 17, type: .timestamp, decimals: 0),
        CatalogType(name: "TIMESTAMP_MS", id: 18, type: .timestamp, decimals: 3),
        CatalogType(name: "TIMESTAMP_NS", id: 20, type: .timestamp, decimals: 9),
        CatalogType(name: "TIMESTAMP WITH TIME ZONE", id: 32, type: .timestamp),
        CatalogType(name: "TIMESTAMPTZ_NS", id: 33, type: .timestamp, decimals: 9),
        CatalogType(name: "LIST", id: 101, type: .array),
        CatalogType(name: "ARRAY", id: 108, type: .array),
        CatalogType(name: "MAP", id: 102, type: .map),
        CatalogType(name: "STRUCT", id: 100, type: .struct),
        CatalogType(name: "TUPLE", id: 110, type: .struct),
        CatalogType(name: "UNION", id: 107, type: .union),
        CatalogType(name: "INTERVAL", id: 27, type: .string, code: .other),
        CatalogType(name: "UUID", id: 54, type: .string, code: .other, size: 36),
        CatalogType(name: "BIT", id: 36, type: .string, code: .other),
        CatalogType(name: "BIGNUM", id: 39, type: .string, code: .other),
        CatalogType(name: "GEOMETRY", id: 60, type: .string, code: .other),
        CatalogType(name: "VARIANT", id: 109, type: .string, code: .other),
    ]

    /// All of them as rows for SQL: position, id, name, code, digits, size, decimals, whether it is a number, whether it is
    /// unsigned. Nothing of a client's is in it.
    static let rows: String = all.enumerated().map { index, type in
        let digits = type.digits ?? type.type.digits
        let values = [
            String(index), String(type.id), type.name.sqlLiteral, String((type.code ?? type.type.jdbcType).rawValue),
            Self.number(digits), Self.number(type.size ?? type.digits ?? type.type.columnSize),
            Self.number(type.decimals ?? type.type.decimalDigits), String(type.type.isNumber), String(type.isUnsigned),
        ]
        return "(" + values.joined(separator: ", ") + ")"
    }.joined(separator: ", ")

    private static func number(_ number: Int?) -> String {
        number.map(String.init) ?? "NULL::INTEGER"
    }
}
