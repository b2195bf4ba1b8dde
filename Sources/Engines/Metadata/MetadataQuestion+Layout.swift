extension MetadataQuestion {
    /// The columns of the answer: names, order, types and comments as the Spark engine of Kyuubi gives them, those of the keys
    /// as Hive does (contract, section 10).
    public var layout: ResultSchema {
        switch self {
        case .typeInfo: Self.typeInfoLayout
        case .catalogs: Self.catalogsLayout
        case .schemas: Self.schemasLayout
        case .tables: Self.tablesLayout
        case .tableTypes: Self.tableTypesLayout
        case .columns: Self.columnsLayout
        case .functions: Self.functionsLayout
        case .primaryKeys: Self.primaryKeysLayout
        case .crossReference: Self.crossReferenceLayout
        }
    }

    private static let typeInfoLayout = ResultSchema(columns: [
        .init("TYPE_NAME", .string, comment: "Type name"),
        .init("DATA_TYPE", .int, comment: "SQL data type from java.sql.Types"),
        .init("PRECISION", .int, comment: "Maximum precision"),
        .init("LITERAL_PREFIX", .string, comment: "Prefix used to quote a literal (may be null)"),
        .init("LITERAL_SUFFIX", .string, comment: "Suffix used to quote a literal (may be null)"),
        .init("CREATE_PARAMS", .string, comment: "Parameters used in creating the type (may be null)"),
        .init("NULLABLE", .smallint, comment: "Can you use NULL for this type"),
        .init("CASE_SENSITIVE", .boolean, comment: "Is it case sensitive"),
        .init("SEARCHABLE", .smallint, comment: "Can you use 'WHERE' based on this type"),
        .init("UNSIGNED_ATTRIBUTE", .boolean, comment: "Is it unsigned"),
        .init("FIXED_PREC_SCALE", .boolean, comment: "Can it be a money value"),
        .init("AUTO_INCREMENT", .boolean, comment: "Can it be used for an auto-increment value"),
        .init("LOCAL_TYPE_NAME", .string, comment: "Localized version of type name (may be null)"),
        .init("MINIMUM_SCALE", .smallint, comment: "Minimum scale supported"),
        .init("MAXIMUM_SCALE", .smallint, comment: "Maximum scale supported"),
        .init("SQL_DATA_TYPE", .int, comment: "Unused"),
        .init("SQL_DATETIME_SUB", .int, comment: "Unused"),
        .init("NUM_PREC_RADIX", .int, comment: "Usually 2 or 10"),
    ])

    private static let catalogsLayout = ResultSchema(columns: [
        .init("TABLE_CAT", .string, comment: "Catalog name. NULL if not applicable.")
    ])

    private static let schemasLayout = ResultSchema(columns: [
        .init("TABLE_SCHEM", .string, comment: "Schema name."),
        .init("TABLE_CATALOG", .string, comment: "Catalog name."),
    ])

    private static let tablesLayout = ResultSchema(columns: [
        .init("TABLE_CAT", .string, comment: "Catalog name. NULL if not applicable."),
        .init("TABLE_SCHEM", .string, comment: "Schema name."),
        .init("TABLE_NAME", .string, comment: "Table name."),
        .init("TABLE_TYPE", .string, comment: "The table type, e.g. \"TABLE\", \"VIEW\""),
        .init("REMARKS", .string, comment: "Comments about the table."),
        .init("TYPE_CAT", .string, comment: "The types catalog."),
        .init("TYPE_SCHEM", .string, comment: "the types schema (may be null)"),
        .init("TYPE_NAME", .string, comment: "Type name."),
        .init(
            "SELF_REFERENCING_COL_NAME",
            .string,
            comment: "Name of the designated \"identifier\" column of a typed table."
        ),
        .init("REF_GENERATION", .string, comment: "Specifies how values in SELF_REFERENCING_COL_NAME are created."),
    ])

    private static let tableTypesLayout = ResultSchema(columns: [
        .init("TABLE_TYPE", .string, comment: "Table type name.")
    ])

    private static let columnsLayout = ResultSchema(columns: [
        .init("TABLE_CAT", .string, comment: "Catalog name. NULL if not applicable"),
        .init("TABLE_SCHEM", .string, comment: "Schema name"),
        .init("TABLE_NAME", .string, comment: "Table name"),
        .init("COLUMN_NAME", .string, comment: "Column name"),
        .init("DATA_TYPE", .int, comment: "SQL type from java.sql.Types"),
        .init(
            "TYPE_NAME",
            .string,
            comment: "Data source dependent type name, for a UDT the type name is fully qualified"
        ),
        .init(
            "COLUMN_SIZE",
            .int,
            comment: "Column size. For char or date types this is the maximum number of characters, "
                + "for numeric or decimal types this is precision."
        ),
        .init("BUFFER_LENGTH", .tinyint, comment: "Unused"),
        .init("DECIMAL_DIGITS", .int, comment: "he number of fractional digits"),
        .init("NUM_PREC_RADIX", .int, comment: "Radix (typically either 10 or 2)"),
        .init("NULLABLE", .int, comment: "Is NULL allowed"),
        .init("REMARKS", .string, comment: "Comment describing column (may be null)"),
        .init("COLUMN_DEF", .string, comment: "Default value (may be null)"),
        .init("SQL_DATA_TYPE", .int, comment: "Unused"),
        .init("SQL_DATETIME_SUB", .int, comment: "Unused"),
        .init("CHAR_OCTET_LENGTH", .int, comment: "For char types the maximum number of bytes in the column"),
        .init("ORDINAL_POSITION", .int, comment: "Index of column in table (starting at 1)"),
        .init(
            "IS_NULLABLE",
            .string,
            comment: "'NO' means column definitely does not allow NULL values; 'YES' means the column "
                + "might allow NULL values. An empty string means nobody knows."
        ),
        .init(
            "SCOPE_CATALOG",
            .string,
            comment: "Catalog of table that is the scope of a reference attribute (null if DATA_TYPE "
                + "isn't REF)"
        ),
        .init(
            "SCOPE_SCHEMA",
            .string,
            comment: "Schema of table that is the scope of a reference attribute (null if the "
                + "DATA_TYPE isn't REF)"
        ),
        .init(
            "SCOPE_TABLE",
            .string,
            comment: "Table name that this the scope of a reference attribute (null if the DATA_TYPE "
                + "isn't REF)"
        ),
        .init(
            "SOURCE_DATA_TYPE",
            .smallint,
            comment: "Source type of a distinct type or user-generated Ref type, SQL type from "
                + "java.sql.Types (null if DATA_TYPE isn't DISTINCT or user-generated REF)"
        ),
        .init("IS_AUTO_INCREMENT", .string, comment: "Indicates whether this column is auto incremented."),
    ])

    private static let functionsLayout = ResultSchema(columns: [
        .init("FUNCTION_CAT", .string, comment: "Function catalog (may be null)"),
        .init("FUNCTION_SCHEM", .string, comment: "Function schema (may be null)"),
        .init("FUNCTION_NAME", .string, comment: "Function name. This is the name used to invoke the function"),
        .init("REMARKS", .string, comment: "Explanatory comment on the function"),
        .init("FUNCTION_TYPE", .int, comment: "Kind of function."),
        .init("SPECIFIC_NAME", .string, comment: "The name which uniquely identifies this function within its schema"),
    ])

    private static let primaryKeysLayout = ResultSchema(columns: [
        .init("TABLE_CAT", .string, comment: "Table catalog (may be null)"),
        .init("TABLE_SCHEM", .string, comment: "Table schema (may be null)"),
        .init("TABLE_NAME", .string, comment: "Table name"),
        .init("COLUMN_NAME", .string, comment: "Column name"),
        .init("KEY_SEQ", .int, comment: "Sequence number within primary key"),
        .init("PK_NAME", .string, comment: "Primary key name (may be null)"),
    ])

    private static let crossReferenceLayout = ResultSchema(columns: [
        .init("PKTABLE_CAT", .string, comment: "Parent key table catalog (may be null)"),
        .init("PKTABLE_SCHEM", .string, comment: "Parent key table schema (may be null)"),
        .init("PKTABLE_NAME", .string, comment: "Parent key table name"),
        .init("PKCOLUMN_NAME", .string, comment: "Parent key column name"),
        .init("FKTABLE_CAT", .string, comment: "Foreign key table catalog (may be null)"),
        .init("FKTABLE_SCHEM", .string, comment: "Foreign key table schema (may be null)"),
        .init("FKTABLE_NAME", .string, comment: "Foreign key table name"),
        .init("FKCOLUMN_NAME", .string, comment: "Foreign key column name"),
        .init("KEY_SEQ", .int, comment: "Sequence number within foreign key"),
        .init("UPDATE_RULE", .int, comment: "What happens to the foreign key when the parent key is updated"),
        .init("DELETE_RULE", .int, comment: "What happens to the foreign key when the parent key is deleted"),
        .init("FK_NAME", .string, comment: "Foreign key name (may be null)"),
        .init("PK_NAME", .string, comment: "Primary key name (may be null)"),
        .init("DEFERRABILITY", .int, comment: "Whether the evaluation of the foreign key can be deferred until commit"),
    ])
}
