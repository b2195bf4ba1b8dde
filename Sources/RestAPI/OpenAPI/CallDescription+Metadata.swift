/// Contract, section 3.8: what is asked of a catalog.
extension CallDescription {
    static let metadata: [CallDescription] = [
        Self.question("typeInfo", "getTypeInfo", "The engine's types"),
        Self.question("catalogs", "getCatalogs", "The catalogs"),
        Self.question(
            "schemas",
            "getSchemas",
            "The schemas of a catalog",
            Body(schema: "SchemasRequest", example: ["schemaName": "s%"])
        ),
        Self.question(
            "tables",
            "getTables",
            "The tables and views",
            Body(schema: "TablesRequest", example: ["schemaName": "main", "tableName": "%", "tableTypes": ["TABLE"]])
        ),
        Self.question("tableTypes", "getTableTypes", "The kinds of tables"),
        Self.question(
            "columns",
            "getColumns",
            "The columns of tables",
            Body(schema: "ColumnsRequest", example: ["schemaName": "main", "tableName": "flights"])
        ),
        Self.question(
            "functions",
            "getFunctions",
            "The functions",
            Body(schema: "FunctionsRequest", example: ["functionName": "date%"])
        ),
        Self.question(
            "primaryKeys",
            "getPrimaryKeys",
            "The primary keys of tables",
            Body(schema: "PrimaryKeysRequest", example: ["schemaName": "main", "tableName": "orders"])
        ),
        Self.question(
            "crossReference",
            "getCrossReference",
            "The foreign keys between tables",
            Body(schema: "CrossReferenceRequest", example: ["primaryTable": "customers", "foreignTable": "orders"])
        ),
    ]

    private static func question(
        _ word: String,
        _ name: String,
        _ summary: String,
        _ body: Body? = nil
    ) -> CallDescription {
        let isOfKeys = word == "primaryKeys" || word == "crossReference"
        var failures = Self.takingAPlace([
            400: body == nil ? "The request is malformed." : "The body is malformed or missing; `{}` is enough.",
            404: "The handle is unknown, malformed, or was closed\(isOfKeys ? "; or the engine knows no keys" : "").",
        ])
        if isOfKeys { failures[501] = "`configs` ask for what the engine lacks." }
        return CallDescription(
            .post,
            "/v1/sessions/{sessionHandle}/operations/\(word)",
            name,
            .statements,
            summary,
            details: "The operation has ended when the call answers; its rows are read like those of a statement."
                + (body == nil ? " A body is not looked at." : ""),
            parameters: [.session],
            body: body,
            success: .json(.component("OperationHandle"), example: Examples.handle),
            failures: failures
        )
    }
}
