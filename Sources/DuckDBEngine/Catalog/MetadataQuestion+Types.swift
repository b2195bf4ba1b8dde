import Engines

/// Questions for types and functions.
extension MetadataQuestion {
    /// Of the types, those that this library has.
    static let typeInfoSQL = """
        WITH types(position, id, name, code, digits, size, decimals, is_number, is_unsigned) AS (VALUES \(CatalogType.rows))
        SELECT
            name, code::INTEGER, digits::INTEGER, \(CatalogSQL.nulls("VARCHAR", 3)), 1::SMALLINT,
            code = \(JDBCType.varchar.rawValue),
            CASE WHEN code < \(JDBCType.other.rawValue) THEN 3 ELSE 0 END::SMALLINT,
            is_unsigned OR NOT is_number, false, false, NULL::VARCHAR, 0::SMALLINT, 0::SMALLINT,
            \(CatalogSQL.nulls("INTEGER", 2)), CASE WHEN is_number THEN 10 END::INTEGER
        FROM types
        WHERE name IN (SELECT logical_type FROM system.main.duckdb_types())
        \(CatalogSQL.order(then: "position"))
        """

    /// One row a name, however many forms it has; its kind is unknown (0) where it is both a value and a table. Without a
    /// catalog's name, what is built in counts too: a session calls it without one.
    static let functionsSQL = """
        WITH \(CatalogSQL.chosen(orCurrentAnd: ["system", "temp"])),
        functions AS (
            SELECT
                database_oid, schema_name, function_name, system.main.any_value(database_name) AS database_name,
                coalesce(system.main.min(coalesce(comment, description) COLLATE "C"), '') AS remarks,
                system.main.min(kind) AS least, system.main.max(kind) AS most
            FROM (
                SELECT
                    database_oid::BIGINT AS database_oid, database_name, schema_name COLLATE "C" AS schema_name,
                    function_name COLLATE "C" AS function_name, comment, description,
                    CASE WHEN function_type IN ('table', 'table_macro') THEN 2 WHEN function_type = 'pragma' THEN 0 ELSE 1 END
                        AS kind
                FROM system.main.duckdb_functions()
            )
            GROUP BY database_oid, schema_name, function_name
        )
        SELECT
            database_name, schema_name, function_name, remarks, CASE WHEN least = most THEN least ELSE 0 END::INTEGER,
            function_name
        FROM functions JOIN chosen ON functions.database_oid = chosen.oid
        WHERE \(CatalogSQL.fits("schema_name", 2)) AND \(CatalogSQL.fits("function_name", 3))
        \(CatalogSQL.order(by: "database_name", "schema_name", "function_name"))
        """
}
