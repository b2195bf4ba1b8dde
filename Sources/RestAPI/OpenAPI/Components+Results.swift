import Engines

/// Results (contract, sections 4.3 to 5).
extension Components {
    static let results: [(name: String, schema: Schema)] = [
        ("ResultSetMetadata", .object([.init("columns", .array(.component("ColumnDescription")))])),
        (
            "ColumnDescription",
            .object([
                .init("columnName", .text),
                .init("dataType", .oneOf(ColumnType.allCases.map(\.rawValue))),
                .init("columnIndex", .integer, "From 0"),
                .init("precision", .integer, "Of DECIMAL_TYPE; 0 otherwise"),
                .init("scale", .integer, "Of DECIMAL_TYPE; 0 otherwise"),
                .init("comment", .text.orNull),
            ])
        ),
        (
            "OperationLog",
            .object([
                .init("logRowSet", .array(.text), "Lines without their ends"),
                .init("rowCount", .integer, "Lines in this answer"),
            ])
        ),
        (
            "ResultRowSet",
            .object([
                .init("rows", .array(.component("Row"))),
                .init("rowCount", .integer, "Rows in this answer; fewer than asked for on the last page, 0 behind it"),
            ])
        ),
        ("Row", .object([.init("fields", .array(.component("Field")), "In the order of the columns")])),
        (
            "Field",
            .object([
                .init(
                    "dataType",
                    .oneOf([
                        "BOOL_VAL", "BYTE_VAL", "I16_VAL", "I32_VAL", "I64_VAL", "DOUBLE_VAL", "STRING_VAL",
                        "BINARY_VAL",
                    ]),
                    "The carrier of the value; the column's type is in the result set's metadata"
                ),
                .init(
                    "value",
                    .scalar,
                    "A boolean, a number (64 bits are never quoted), a text, or null. Numbers that are not finite are texts"
                ),
            ])
        ),
    ]
}
