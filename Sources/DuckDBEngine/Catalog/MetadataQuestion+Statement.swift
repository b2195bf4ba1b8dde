import Engines

extension MetadataQuestion {
    /// The question as DuckDB is asked it.
    var statement: StatementText {
        let (sql, values) = self.query
        return StatementText(sql: sql, values: values, layout: self.layout)
    }

    private var query: (sql: String, values: [StatementText.Value]) {
        switch self {
        case .typeInfo: (Self.typeInfoSQL, [])
        case .catalogs: (Self.catalogsSQL, [])
        case .tableTypes: (Self.tableTypesSQL, [])
        case .schemas(let catalog, let schema):
            (Self.schemasSQL, [.init(catalog.name), .init(schema.like)])
        case .tables(let catalog, let schema, let table, let types):
            (
                Self.tablesSQL,
                [
                    .init(catalog.name), .init(schema.like), .init(table.like),
                    .boolean(Self.isAmong(types, Self.table)), .boolean(Self.isAmong(types, Self.view)),
                ]
            )
        case .columns(let catalog, let schema, let table, let column):
            (Self.columnsSQL, [.init(catalog.name), .init(schema.like), .init(table.like), .init(column.like)])
        case .functions(let catalog, let schema, let function):
            (Self.functionsSQL, [.init(catalog.name), .init(schema.like), .init(function.like)])
        case .primaryKeys(let choice):
            (Self.primaryKeysSQL, Self.values(of: choice))
        case .crossReference(let primary, let foreign):
            (Self.crossReferenceSQL, Self.values(of: primary) + Self.values(of: foreign))
        }
    }

    private static func isAmong(_ types: [String], _ type: String) -> Bool {
        types.isEmpty || types.contains { $0.uppercased() == type }
    }

    private static func values(of choice: TableChoice) -> [StatementText.Value] {
        [.init(choice.catalog.name), .init(choice.schema), .init(choice.table)]
    }
}
