/// Bodies of requests. Members may be missing or `null`, others than these are not looked at.
extension Components {
    static let requests: [(name: String, schema: Schema)] = [
        (
            "SessionOpenRequest",
            .object([
                .optional(
                    "protocolVersion",
                    Schema(.integer(bits: 32, range: 0...10)).byDefault(0),
                    "Hive CLI protocol: 0 is V1, 10 is V11. From 5 on, binary values are base64 and floats the shortest text; "
                        + "from 8 on, an operation over its time is TIMEDOUT_STATE and not CANCELED_STATE"
                ),
                .optional("configs", .texts, "The session's configuration. Numbers and booleans are taken as texts"),
            ])
        ),
        (
            "StatementRequest",
            .object([
                .init("statement", .text, "SQL, one statement or several"),
                .optional(
                    "runAsync",
                    .boolean.byDefault(false),
                    "Whether the call answers once the statement has its place in the session's order, and not at its end"
                ),
                .optional(
                    "queryTimeout",
                    .milliseconds.byDefault(0),
                    "Seconds after which the statement is stopped, waiting included; 0 or less: none"
                ),
                .optional("confOverlay", .texts, "Configuration for this statement alone"),
            ])
        ),
        (
            "SchemasRequest",
            .object([Self.catalogName, Self.pattern("schemaName")])
        ),
        (
            "TablesRequest",
            .object([
                Self.catalogName, Self.pattern("schemaName"), Self.pattern("tableName"),
                .optional(
                    "tableTypes",
                    .array(.text),
                    "Such as `TABLE` and `VIEW`, in any case; missing or empty: all. Unknown ones find nothing"
                ),
            ])
        ),
        (
            "ColumnsRequest",
            .object([
                Self.catalogName, Self.pattern("schemaName"), Self.pattern("tableName"), Self.pattern("columnName"),
            ])
        ),
        (
            "FunctionsRequest",
            .object([Self.catalogName, Self.pattern("schemaName"), Self.pattern("functionName")])
        ),
        (
            "PrimaryKeysRequest",
            .object([Self.exact("catalogName"), Self.exact("schemaName"), Self.exact("tableName")])
        ),
        (
            "CrossReferenceRequest",
            .object([
                Self.exact("primaryCatalog"), Self.exact("primarySchema"), Self.exact("primaryTable"),
                Self.exact("foreignCatalog"), Self.exact("foreignSchema"), Self.exact("foreignTable"),
            ])
        ),
        (
            "OperationActionRequest",
            .object([.init("action", .oneOf(["cancel", "close"]), "In any case")])
        ),
    ]

    private static let catalogName = Schema.Member.optional(
        "catalogName",
        .text,
        "Exact; missing or blank: the current catalog. An unknown one has no rows"
    )

    private static func pattern(_ name: String) -> Schema.Member {
        .optional(name, .text, "A pattern: `%` any run, `_` one character, `\\` escapes; missing, empty or `*`: all")
    }

    private static func exact(_ name: String) -> Schema.Member {
        .optional(name, .text, "Exact; missing or empty: all")
    }
}
