/// What a client can ask of an engine's catalog (contract, sections 3.8 and 10).
///
/// Every engine answers with the columns of ``layout``, in its order of rows: catalogs by name; schemas by catalog and name;
/// tables by type, catalog, schema and name; columns by table and position; functions by catalog, schema and name; keys by
/// table and key sequence. An engine that has no such thing throws ``EngineError/Code/unsupported``.
public enum MetadataQuestion: Sendable, Hashable {
    /// The types that columns can have.
    case typeInfo
    case catalogs
    case schemas(catalog: CatalogChoice, schema: NamePattern)
    /// Tables and views. Of the types none means all; they are compared without regard to case.
    case tables(catalog: CatalogChoice, schema: NamePattern, table: NamePattern, types: [String])
    /// What ``tables(catalog:schema:table:types:)`` calls what it lists.
    case tableTypes
    case columns(catalog: CatalogChoice, schema: NamePattern, table: NamePattern, column: NamePattern)
    case functions(catalog: CatalogChoice, schema: NamePattern, function: NamePattern)
    case primaryKeys(TableChoice)
    /// Foreign keys from one choice of tables to another.
    case crossReference(primary: TableChoice, foreign: TableChoice)

    /// Which tables are meant, by exact names.
    public struct TableChoice: Sendable, Hashable {
        /// The catalog that they are in.
        public var catalog: CatalogChoice
        /// `nil` for every schema.
        public var schema: String?
        /// `nil` for every table.
        public var table: String?

        /// Reads what a client sends: no text and an empty one mean every schema or table.
        public init(catalog: String?, schema: String?, table: String?) {
            self.catalog = CatalogChoice(catalog)
            self.schema = schema?.isEmpty == false ? schema : nil
            self.table = table?.isEmpty == false ? table : nil
        }
    }

    /// What events show as the statement (contract, section 9.2).
    public var name: String {
        switch self {
        case .typeInfo: "GetTypeInfo"
        case .catalogs: "GetCatalogs"
        case .schemas: "GetSchemas"
        case .tables: "GetTables"
        case .tableTypes: "GetTableTypes"
        case .columns: "GetColumns"
        case .functions: "GetFunctions"
        case .primaryKeys: "GetPrimaryKeys"
        case .crossReference: "GetCrossReference"
        }
    }
}
