import Engines

/// Contract, section 3.8: the metadata operations.
extension RouteTable {
    static let metadata: [Route] = [
        .asking("typeInfo") { try await $0.askCatalog($1, .typeInfo, "Error getting type information") },
        .asking("catalogs") { try await $0.askCatalog($1, .catalogs, "Error getting catalogs") },
        .asking("tableTypes") { try await $0.askCatalog($1, .tableTypes, "Error getting table types") },
        .asking("schemas") { api, call in
            try await api.askCatalog(call, "Error getting schemas") { body throws(APIError) in
                .schemas(catalog: try body.catalog(), schema: try body.pattern("schemaName"))
            }
        },
        .asking("tables") { api, call in
            try await api.askCatalog(call, "Error getting tables") { body throws(APIError) in
                .tables(
                    catalog: try body.catalog(),
                    schema: try body.pattern("schemaName"),
                    table: try body.pattern("tableName"),
                    types: try body.stringList("tableTypes") ?? []
                )
            }
        },
        .asking("columns") { api, call in
            try await api.askCatalog(call, "Error getting columns") { body throws(APIError) in
                .columns(
                    catalog: try body.catalog(),
                    schema: try body.pattern("schemaName"),
                    table: try body.pattern("tableName"),
                    column: try body.pattern("columnName")
                )
            }
        },
        .asking("functions") { api, call in
            try await api.askCatalog(call, "Error getting functions") { body throws(APIError) in
                .functions(
                    catalog: try body.catalog(),
                    schema: try body.pattern("schemaName"),
                    function: try body.pattern("functionName")
                )
            }
        },
        .asking("primaryKeys") { api, call in
            try await api.askCatalog(call, "Error getting primary keys") { body throws(APIError) in
                .primaryKeys(try body.tables("catalogName", "schemaName", "tableName"))
            }
        },
        .asking("crossReference") { api, call in
            try await api.askCatalog(call, "Error getting cross reference") { body throws(APIError) in
                .crossReference(
                    primary: try body.tables("primaryCatalog", "primarySchema", "primaryTable"),
                    foreign: try body.tables("foreignCatalog", "foreignSchema", "foreignTable")
                )
            }
        },
    ]
}

extension Route {
    fileprivate static func asking(
        _ word: StaticString,
        handler: @escaping @Sendable (API, Call) async throws -> Answer
    ) -> Route {
        .call(.post, "api", "v1", "sessions", nil, "operations", word, handler: handler)
    }
}

extension JSONMembers {
    fileprivate func catalog() throws(APIError) -> CatalogChoice {
        CatalogChoice(try self.string("catalogName"))
    }

    fileprivate func pattern(_ name: String) throws(APIError) -> NamePattern {
        NamePattern(try self.string(name))
    }

    fileprivate func tables(
        _ catalog: String,
        _ schema: String,
        _ table: String
    ) throws(APIError) -> MetadataQuestion.TableChoice {
        .init(
            catalog: try self.string(catalog),
            schema: try self.string(schema),
            table: try self.string(table)
        )
    }
}
