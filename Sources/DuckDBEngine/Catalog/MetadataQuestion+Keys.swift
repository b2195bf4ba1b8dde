import Engines

/// Questions for keys.
///
/// DuckDB keeps the names in a key as its definition spelt them; shown are those of the tables and columns themselves.
extension MetadataQuestion {
    static let primaryKeysSQL = """
        WITH \(CatalogSQL.chosen(orCurrentAnd: ["temp"])),
        keys AS (
            SELECT
                database_oid, table_oid, constraint_name, unnest(constraint_column_names) AS name,
                \(Self.positions(of: "constraint_column_names")) AS sequence
            FROM system.main.duckdb_constraints()
            WHERE constraint_type = 'PRIMARY KEY'
                AND \(CatalogSQL.equals("schema_name", 2)) AND \(CatalogSQL.equals("table_name", 3))
        )
        SELECT c.database_name, c.schema_name, c.table_name, c.column_name, keys.sequence, keys.constraint_name
        FROM keys JOIN chosen ON keys.database_oid = chosen.oid
            JOIN system.main.duckdb_columns() AS c ON \(Self.isColumn("c", named: "keys.name", of: "keys"))
        \(CatalogSQL.order(by: "c.database_name", "c.schema_name", "c.table_name", then: "keys.sequence"))
        """

    /// DuckDB's rules are always "no action" (3), and never deferrable (7). Parameters 1 to 3 choose the target, 4 to 6 the
    /// key's own table.
    static let crossReferenceSQL = """
        WITH \(CatalogSQL.chosen(orCurrentAnd: ["temp"])),
        chosen_foreign AS (WITH \(CatalogSQL.chosen(orCurrentAnd: ["temp"], parameter: 4)) SELECT oid FROM chosen),
        foreign_keys AS (
            SELECT
                constraint_index, constraint_name, database_oid, schema_oid, table_oid, referenced_table,
                \(Self.folded(list: "referenced_column_names")) AS key_columns,
                unnest(constraint_column_names) AS name, unnest(referenced_column_names) AS referenced_name,
                \(Self.positions(of: "constraint_column_names")) AS sequence
            FROM system.main.duckdb_constraints()
            WHERE constraint_type = 'FOREIGN KEY' AND database_oid IN (SELECT oid FROM chosen_foreign)
                AND \(CatalogSQL.equals("schema_name", 5)) AND \(CatalogSQL.equals("table_name", 6))
        ),
        keys AS (
            SELECT
                database_oid, table_oid, constraint_name, constraint_type,
                \(Self.folded(list: "constraint_column_names")) AS key_columns
            FROM system.main.duckdb_constraints()
            WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE')
        )
        SELECT
            p.database_name, p.schema_name, p.table_name, pc.column_name,
            fc.database_name, fc.schema_name, fc.table_name, fc.column_name,
            f.sequence, 3::INTEGER, 3::INTEGER, f.constraint_name,
            (
                SELECT system.main.min_by(k.constraint_name, k.constraint_type) FROM keys AS k
                WHERE k.database_oid = p.database_oid AND k.table_oid = p.table_oid AND k.key_columns = f.key_columns
            ),
            7::INTEGER
        FROM foreign_keys AS f
            JOIN system.main.duckdb_columns() AS fc ON \(Self.isColumn("fc", named: "f.name", of: "f"))
            JOIN system.main.duckdb_tables() AS p
                ON p.database_oid = f.database_oid AND p.schema_oid = f.schema_oid
                AND \(Self.folded("p.table_name")) = \(Self.folded("f.referenced_table"))
            JOIN system.main.duckdb_columns() AS pc ON \(Self.isColumn("pc", named: "f.referenced_name", of: "p"))
            JOIN chosen ON p.database_oid = chosen.oid
        WHERE \(CatalogSQL.equals("p.schema_name", 2)) AND \(CatalogSQL.equals("p.table_name", 3))
        \(CatalogSQL.order(
            by: "fc.database_name",
            "fc.schema_name",
            "fc.table_name",
            then: "f.constraint_index",
            "f.sequence"
        ))
        """

    private static func isColumn(_ column: String, named name: String, of table: String) -> String {
        """
        \(column).database_oid = \(table).database_oid AND \(column).table_oid = \(table).table_oid
            AND \(Self.folded("\(column).column_name")) = \(Self.folded(name))
        """
    }

    /// 1, 2, … next to the unnested list.
    private static func positions(of list: String) -> String {
        "unnest(system.main.generate_series(1, system.main.len(\(list))))::INTEGER"
    }

    /// A name as DuckDB compares it: of ASCII's letters the case does not count, of all others it does.
    private static func folded(_ name: String) -> String {
        "(system.main.translate(\(name), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') COLLATE \"C\")"
    }

    private static func folded(list names: String) -> String {
        "system.main.list_transform(\(names), lambda name: \(Self.folded("name")))"
    }
}
