import Engines

/// Questions for keys.
extension MetadataQuestion {
    static let primaryKeysSQL = """
        WITH \(CatalogSQL.chosen(orCurrentAnd: ["temp"])),
        keys AS (
            SELECT
                database_name, schema_name, table_name, constraint_name, unnest(constraint_column_names) AS column_name,
                unnest(system.main.generate_series(1, system.main.len(constraint_column_names)))::INTEGER AS sequence
            FROM system.main.duckdb_constraints() AS c JOIN chosen ON c.database_oid = chosen.oid
            WHERE constraint_type = 'PRIMARY KEY'
                AND \(CatalogSQL.equals("schema_name", 2)) AND \(CatalogSQL.equals("table_name", 3))
        )
        SELECT database_name, schema_name, table_name, column_name, sequence, constraint_name
        FROM keys
        \(CatalogSQL.order(by: "database_name", "schema_name", "table_name", then: "sequence"))
        """

    /// DuckDB keeps a foreign key's target as it was spelt; the names shown are those of the table. Its rules are always "no
    /// action" (3), and it is never deferrable (7). Parameters 1 to 3 choose the target, 4 to 6 the key's own table.
    static let crossReferenceSQL = """
        WITH \(CatalogSQL.chosen(orCurrentAnd: ["temp"])),
        chosen_foreign AS (WITH \(CatalogSQL.chosen(orCurrentAnd: ["temp"], parameter: 4)) SELECT oid FROM chosen),
        foreign_keys AS (
            SELECT
                constraint_index, constraint_name, database_oid, database_name, schema_oid, schema_name, table_name,
                referenced_table, \(Self.sorted("referenced_column_names")) AS key_columns,
                unnest(constraint_column_names) AS column_name, unnest(referenced_column_names) AS referenced_column,
                unnest(system.main.generate_series(1, system.main.len(constraint_column_names)))::INTEGER AS sequence
            FROM system.main.duckdb_constraints()
            WHERE constraint_type = 'FOREIGN KEY' AND database_oid IN (SELECT oid FROM chosen_foreign)
                AND \(CatalogSQL.equals("schema_name", 5)) AND \(CatalogSQL.equals("table_name", 6))
        ),
        keys AS (
            SELECT
                database_oid, table_oid, constraint_name, constraint_type,
                \(Self.sorted("constraint_column_names")) AS key_columns
            FROM system.main.duckdb_constraints()
            WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE')
        )
        SELECT
            p.database_name, p.schema_name, p.table_name, c.column_name,
            f.database_name, f.schema_name, f.table_name, f.column_name,
            f.sequence, 3::INTEGER, 3::INTEGER, f.constraint_name,
            (
                SELECT min_by(k.constraint_name, k.constraint_type) FROM keys AS k
                WHERE k.database_oid = p.database_oid AND k.table_oid = p.table_oid AND k.key_columns = f.key_columns
            ),
            7::INTEGER
        FROM foreign_keys AS f
            JOIN system.main.duckdb_tables() AS p
                ON p.database_oid = f.database_oid AND p.schema_oid = f.schema_oid
                AND \(Self.folded("p.table_name")) = \(Self.folded("f.referenced_table"))
            JOIN system.main.duckdb_columns() AS c
                ON c.database_oid = p.database_oid AND c.table_oid = p.table_oid
                AND \(Self.folded("c.column_name")) = \(Self.folded("f.referenced_column"))
            JOIN chosen ON p.database_oid = chosen.oid
        WHERE \(CatalogSQL.equals("p.schema_name", 2)) AND \(CatalogSQL.equals("p.table_name", 3))
        \(CatalogSQL.order(
            by: "f.database_name",
            "f.schema_name",
            "f.table_name",
            then: "f.constraint_index",
            "f.sequence"
        ))
        """

    private static func folded(_ name: String) -> String {
        "system.main.lower(\(name))"
    }

    /// The same for the same columns in any order and spelling.
    private static func sorted(_ names: String) -> String {
        "system.main.list_sort(system.main.list_transform(\(names), lambda name: system.main.lower(name)), 'ASC')"
    }
}
