/// The type codes of `java.sql.Types` that metadata tells (contract, section 10).
public enum JDBCType: Int, Sendable, Hashable {
    case tinyint = -6
    case bigint = -5
    case binary = -2
    case null = 0
    case decimal = 3
    case integer = 4
    case smallint = 5
    case float = 6
    case double = 8
    case varchar = 12
    case boolean = 16
    case date = 91
    case time = 92
    case timestamp = 93
    case other = 1111
    case javaObject = 2000
    case `struct` = 2002
    case array = 2003
    case timeWithTimeZone = 2013
}

extension ColumnType {
    /// The code of values that arrive as this type.
    public var jdbcType: JDBCType {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .tinyint: .tinyint
        case .smallint: .smallint
        case .int: .integer
        case .bigint: .bigint
        case .float: .float
        case .double: .double
        case .decimal: .decimal
        case .string, .varchar, .char: .varchar
        case .binary: .binary
        case .date: .date
        case .timestamp, .timestampLocalTimeZone: .timestamp
        case .array: .array
        case .map: .javaObject
        case .struct: .struct
        case .union, .userDefined, .intervalYearMonth, .intervalDayTime: .other
        }
    }

    /// Whether values are numbers, whose radix is 10.
    public var isNumber: Bool {
        switch self {
        case .tinyint, .smallint, .int, .bigint, .float, .double, .decimal: true
        default: false
        }
    }

    /// The most digits of a number; `nil` for what is none, and for decimals, which say it themselves.
    public var digits: Int? {
        switch self {
        case .tinyint: 3
        case .smallint: 5
        case .int: 10
        case .bigint: 19
        case .float: 7
        case .double: 15
        default: nil
        }
    }

    /// `COLUMN_SIZE`: the digits of a number, the characters of a date or timestamp; `nil` where it is not bounded.
    public var columnSize: Int? {
        switch self {
        case .boolean: 1
        case .date: 10
        case .timestamp, .timestampLocalTimeZone: 29
        default: self.digits
        }
    }

    /// `DECIMAL_DIGITS` as Kyuubi tells them; `nil` where it tells none, and for decimals, whose scale it is.
    public var decimalDigits: Int? {
        switch self {
        case .boolean, .int: 0
        case .float: 7
        case .double: 15
        case .timestamp, .timestampLocalTimeZone: 6
        default: nil
        }
    }
}
