import Engines

/// Questions for catalogs, schemas, tables and columns.
///
/// Without a catalog's name the current one is meant, and what is the session's own in `temp`. `system` and `temp` are not
/// listed among the catalogs; who names them is answered.
extension MetadataQuestion {
    static let catalogsSQL = """
        SELECT database_name FROM system.main.duckdb_databases() WHERE NOT internal \(CatalogSQL.order(by: "database_name"))
        """

    static let schemasSQL = """
        WITH \(CatalogSQL.chosen())
        SELECT schema_name, database_name
        FROM system.main.duckdb_schemas() AS s JOIN chosen ON s.database_oid = chosen.oid
        WHERE \(CatalogSQL.fits("schema_name", 2))
        \(CatalogSQL.order(by: "database_name", "schema_name"))
        """

    static let tablesSQL = """
        WITH \(CatalogSQL.chosen(orCurrentAnd: ["temp"]))
        SELECT database_name, schema_name, name, type, coalesce(comment, ''), \(CatalogSQL.nulls("VARCHAR", 5))
        FROM (
            SELECT database_oid, database_name, schema_name, table_name AS name, '\(Self.table)' AS type, comment
            FROM system.main.duckdb_tables()
            UNION ALL
            SELECT database_oid, database_name, schema_name, view_name, '\(Self.view)', comment
            FROM system.main.duckdb_views()
        ) AS t JOIN chosen ON t.database_oid = chosen.oid
        WHERE \(CatalogSQL.fits("schema_name", 2)) AND \(CatalogSQL.fits("name", 3))
            AND CASE type WHEN '\(Self.table)' THEN $4::BOOLEAN ELSE $5::BOOLEAN END
        \(CatalogSQL.order(by: "type", "database_name", "schema_name", "name"))
        """

    /// What `TABLE_TYPE` can be.
    static let table = "TABLE"
    static let view = "VIEW"

    static let tableTypesSQL = "SELECT unnest(['\(Self.table)', '\(Self.view)'])"

    static let columnsSQL = """
        WITH \(CatalogSQL.chosen(orCurrentAnd: ["temp"])),
        types(position, id, name, code, digits, size, decimals, is_number, is_unsigned) AS (VALUES \(CatalogType.rows))
        SELECT
            database_name, schema_name, table_name, column_name,
            coalesce(code, \(JDBCType.other.rawValue))::INTEGER,
            CASE WHEN data_type_id = \(CatalogType.nullID) THEN types.name ELSE data_type END,
            CASE WHEN data_type_id = \(CatalogType.decimalID) THEN numeric_precision ELSE size END::INTEGER,
            NULL::TINYINT,
            CASE WHEN data_type_id = \(CatalogType.decimalID) THEN numeric_scale ELSE decimals END::INTEGER,
            CASE WHEN is_number THEN 10 END::INTEGER,
            is_nullable::INTEGER,
            coalesce(comment, ''),
            CASE WHEN NOT is_generated THEN column_default END,
            \(CatalogSQL.nulls("INTEGER", 3)),
            column_index,
            CASE WHEN is_nullable THEN 'YES' ELSE 'NO' END,
            \(CatalogSQL.nulls("VARCHAR", 3)),
            NULL::SMALLINT,
            'NO'
        FROM system.main.duckdb_columns() AS c JOIN chosen ON c.database_oid = chosen.oid
            LEFT JOIN types ON c.data_type_id = types.id
        WHERE \(CatalogSQL.fits("schema_name", 2)) AND \(CatalogSQL.fits("table_name", 3))
            AND \(CatalogSQL.fits("column_name", 4))
        \(CatalogSQL.order(by: "database_name", "schema_name", "table_name", then: "column_index"))
        """
}
