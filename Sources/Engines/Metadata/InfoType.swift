/// What a client can ask of a server by number (contract, section 11.3).
public enum InfoType: Int32, Sendable, Hashable, CaseIterable {
    case maxDriverConnections = 0
    case maxConcurrentActivities = 1
    case dataSourceName = 2
    case fetchDirection = 8
    case serverName = 13
    case searchPatternEscape = 14
    case dbmsName = 17
    case dbmsVersion = 18
    case accessibleTables = 19
    case accessibleProcedures = 20
    case cursorCommitBehavior = 23
    case dataSourceReadOnly = 25
    case defaultTransactionIsolation = 26
    case identifierCase = 28
    case identifierQuoteCharacter = 29
    case maxColumnNameLength = 30
    case maxCursorNameLength = 31
    case maxSchemaNameLength = 32
    case maxCatalogNameLength = 34
    case maxTableNameLength = 35
    case scrollConcurrency = 43
    case transactionCapable = 46
    case userName = 47
    case transactionIsolationOption = 72
    case integrity = 73
    case getDataExtensions = 81
    case nullCollation = 85
    case alterTable = 86
    case orderByColumnsInSelect = 90
    case specialCharacters = 94
    case maxColumnsInGroupBy = 97
    case maxColumnsInIndex = 98
    case maxColumnsInOrderBy = 99
    case maxColumnsInSelect = 100
    case maxColumnsInTable = 101
    case maxIndexSize = 102
    case maxRowSize = 104
    case maxStatementLength = 105
    case maxTablesInSelect = 106
    case maxUserNameLength = 107
    case outerJoinCapabilities = 115
    case xopenCLIYear = 10_000
    case cursorSensitivity = 10_001
    case describeParameter = 10_002
    case catalogName = 10_003
    case collationSequence = 10_004
    case maxIdentifierLength = 10_005
    case keywords = 10_006

    /// The name on the wire.
    public var name: String {
        switch self {
        case .maxDriverConnections: "CLI_MAX_DRIVER_CONNECTIONS"
        case .maxConcurrentActivities: "CLI_MAX_CONCURRENT_ACTIVITIES"
        case .dataSourceName: "CLI_DATA_SOURCE_NAME"
        case .fetchDirection: "CLI_FETCH_DIRECTION"
        case .serverName: "CLI_SERVER_NAME"
        case .searchPatternEscape: "CLI_SEARCH_PATTERN_ESCAPE"
        case .dbmsName: "CLI_DBMS_NAME"
        case .dbmsVersion: "CLI_DBMS_VER"
        case .accessibleTables: "CLI_ACCESSIBLE_TABLES"
        case .accessibleProcedures: "CLI_ACCESSIBLE_PROCEDURES"
        case .cursorCommitBehavior: "CLI_CURSOR_COMMIT_BEHAVIOR"
        case .dataSourceReadOnly: "CLI_DATA_SOURCE_READ_ONLY"
        case .defaultTransactionIsolation: "CLI_DEFAULT_TXN_ISOLATION"
        case .identifierCase: "CLI_IDENTIFIER_CASE"
        case .identifierQuoteCharacter: "CLI_IDENTIFIER_QUOTE_CHAR"
        case .maxColumnNameLength: "CLI_MAX_COLUMN_NAME_LEN"
        case .maxCursorNameLength: "CLI_MAX_CURSOR_NAME_LEN"
        case .maxSchemaNameLength: "CLI_MAX_SCHEMA_NAME_LEN"
        case .maxCatalogNameLength: "CLI_MAX_CATALOG_NAME_LEN"
        case .maxTableNameLength: "CLI_MAX_TABLE_NAME_LEN"
        case .scrollConcurrency: "CLI_SCROLL_CONCURRENCY"
        case .transactionCapable: "CLI_TXN_CAPABLE"
        case .userName: "CLI_USER_NAME"
        case .transactionIsolationOption: "CLI_TXN_ISOLATION_OPTION"
        case .integrity: "CLI_INTEGRITY"
        case .getDataExtensions: "CLI_GETDATA_EXTENSIONS"
        case .nullCollation: "CLI_NULL_COLLATION"
        case .alterTable: "CLI_ALTER_TABLE"
        case .orderByColumnsInSelect: "CLI_ORDER_BY_COLUMNS_IN_SELECT"
        case .specialCharacters: "CLI_SPECIAL_CHARACTERS"
        case .maxColumnsInGroupBy: "CLI_MAX_COLUMNS_IN_GROUP_BY"
        case .maxColumnsInIndex: "CLI_MAX_COLUMNS_IN_INDEX"
        case .maxColumnsInOrderBy: "CLI_MAX_COLUMNS_IN_ORDER_BY"
        case .maxColumnsInSelect: "CLI_MAX_COLUMNS_IN_SELECT"
        case .maxColumnsInTable: "CLI_MAX_COLUMNS_IN_TABLE"
        case .maxIndexSize: "CLI_MAX_INDEX_SIZE"
        case .maxRowSize: "CLI_MAX_ROW_SIZE"
        case .maxStatementLength: "CLI_MAX_STATEMENT_LEN"
        case .maxTablesInSelect: "CLI_MAX_TABLES_IN_SELECT"
        case .maxUserNameLength: "CLI_MAX_USER_NAME_LEN"
        case .outerJoinCapabilities: "CLI_OJ_CAPABILITIES"
        case .xopenCLIYear: "CLI_XOPEN_CLI_YEAR"
        case .cursorSensitivity: "CLI_CURSOR_SENSITIVITY"
        case .describeParameter: "CLI_DESCRIBE_PARAMETER"
        case .catalogName: "CLI_CATALOG_NAME"
        case .collationSequence: "CLI_COLLATION_SEQ"
        case .maxIdentifierLength: "CLI_MAX_IDENTIFIER_LEN"
        case .keywords: "CLI_ODBC_KEYWORDS"
        }
    }
}
