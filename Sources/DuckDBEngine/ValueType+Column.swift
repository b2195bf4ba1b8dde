import Engines

extension ValueType {
    /// The result column that values of this type become. No value loses anything:
    ///
    /// | DuckDB | column | carrier and form |
    /// |---|---|---|
    /// | `BOOLEAN` | `BOOLEAN_TYPE` | bool |
    /// | `TINYINT`, `SMALLINT`, `INTEGER`, `BIGINT` | the same | int8 … int64 |
    /// | `UTINYINT`, `USMALLINT`, `UINTEGER` | `SMALLINT_TYPE`, `INT_TYPE`, `BIGINT_TYPE` | int16, int32, int64 |
    /// | `UBIGINT`, `HUGEINT`, `UHUGEINT` | `DECIMAL_TYPE` (20, 38, 39 digits) | text |
    /// | `FLOAT`, `DOUBLE` | the same | float, double |
    /// | `DECIMAL(p,s)` | `DECIMAL_TYPE` | text with exactly s fraction digits |
    /// | `VARCHAR`, `JSON`, `ENUM` | `STRING_TYPE` | text |
    /// | `UUID`, `BIT` | `STRING_TYPE` | text: lower-case hexadecimal with hyphens; `0` and `1` |
    /// | `BLOB` | `BINARY_TYPE` | binary |
    /// | `DATE` | `DATE_TYPE` | text `2024-02-29`, `-0043-03-15`, `infinity` |
    /// | `TIME`, `TIME_NS`, `TIMETZ` | `STRING_TYPE` | text `01:02:03.12`, `01:02:03+05:30` |
    /// | `TIMESTAMP`, `_S`, `_MS`, `_NS` | `TIMESTAMP_TYPE` | text `2024-02-29 01:02:03.12`, up to 9 fraction digits |
    /// | `TIMESTAMPTZ` | `TIMESTAMP_TYPE` | the same, in the session's time zone |
    /// | `INTERVAL` | `STRING_TYPE` | text `1 years 2 months 3 days 4 hours 5 minutes 6.7 seconds` |
    /// | `LIST`, `ARRAY` | `ARRAY_TYPE` | text `[1,null]` |
    /// | `MAP` | `MAP_TYPE` | text `{"k":1}`, entries sorted by their text |
    /// | `STRUCT` | `STRUCT_TYPE` | text `{"a":1,"b":"x"}`; members without a name are `col1`, `col2`, … |
    /// | `UNION` | `UNION_TYPE` | text `{"member":1}` |
    /// | `NULL` | `NULL_TYPE` | text, null throughout |
    ///
    /// `BIGNUM`, `GEOMETRY`, `VARIANT` and types of extensions must be cast by the statement. Texts are as the contract
    /// (section 5) has them; inside nested ones strings stand in double quotes, with quotes, backslashes and control
    /// characters escaped as in JSON.
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
        case .varchar, .bit, .uuid, .interval, .time, .timeWithZone, .enumeration: .init(name, .string)
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
