/// The keys of engine definitions, `torii.engine.NAME.ATTRIBUTE`: NAME is free, so they are a pattern and not a list.
enum EngineAttribute: Sendable, Hashable {
    case type
    case database
    case threads
    case memoryLimit
    case temporaryFolder
    case temporaryLimit
    case allowedFolders
    /// A statement that runs when the engine opens, in the order of the numbers.
    case initial(Int)

    static let prefix = "torii.engine."

    /// Where an engine's database lives.
    enum Database: String, Sendable, CaseIterable {
        case file
        case memory
    }

    /// What engines there are.
    enum EngineType: String, Sendable, CaseIterable {
        case duckdb
    }

    /// As `--help` shows them.
    static let entries: [ConfigurationEntry] = [
        ConfigurationKey(
            "torii.engine.NAME.type",
            .choice,
            default: EngineType.duckdb,
            "What engine it is. NAME is what sessions choose with kyuubi.engine.type: small letters, digits and -."
        ).entry,
        ConfigurationKey(
            "torii.engine.NAME.init.N",
            ValueType<String>.name.optional,
            default: nil,
            "A statement that runs when an engine opens, before it is locked down, in the order of the numbers N. "
                + "It must bear repetition: CREATE TABLE IF NOT EXISTS, CREATE OR REPLACE VIEW."
        ).entry,
        ConfigurationKey(
            "torii.engine.NAME.database",
            .choice,
            default: Database.file,
            "Whether the engine's database is a file below the data folder, or in memory and gone with the engine."
        ).entry,
        Self.like(Keys.duckDBThreads, "threads"),
        Self.like(Keys.duckDBMemory, "memory.limit"),
        Self.like(Keys.duckDBTemporaryFolder, "temporary.folder"),
        Self.like(Keys.duckDBTemporaryLimit, "temporary.max"),
        Self.like(Keys.duckDBAllowedFolders, "allowed.folders"),
    ]

    private static func like<Value>(_ key: ConfigurationKey<Value>, _ suffix: String) -> ConfigurationEntry {
        ConfigurationKey(
            "torii.engine.NAME.\(suffix)",
            key.type,
            default: key.fallback,
            "Default: \(key.name), which see."
        ).entry
    }

    /// What the part after the name says; `nil` where there is no such attribute.
    init?(suffix: String) {
        switch suffix {
        case "type": self = .type
        case "database": self = .database
        case "threads": self = .threads
        case "memory.limit": self = .memoryLimit
        case "temporary.folder": self = .temporaryFolder
        case "temporary.max": self = .temporaryLimit
        case "allowed.folders": self = .allowedFolders
        default:
            guard suffix.hasPrefix("init."), let number = Int(suffix.dropFirst(5)), number >= 0,
                // One number has one spelling, so that none stands twice.
                suffix == "init.\(number)"
            else { return nil }
            self = .initial(number)
        }
    }

    /// The name and the entry of a key; `nil` where it is none of a definition.
    static func find(_ key: String) -> (engine: String, attribute: EngineAttribute, entry: ConfigurationEntry)? {
        guard key.hasPrefix(self.prefix) else { return nil }
        let rest = key.dropFirst(self.prefix.count)
        guard let dot = rest.firstIndex(of: ".") else { return nil }
        let name = String(rest[..<dot])
        let suffix = String(rest[rest.index(after: dot)...])
        guard EngineDefinition.isName(name), let attribute = EngineAttribute(suffix: suffix) else { return nil }
        let pattern = if case .initial = attribute { "init.N" } else { suffix }
        guard let entry = self.entries.first(where: { $0.name == "torii.engine.NAME.\(pattern)" }) else { return nil }
        return (name, attribute, entry)
    }

    /// The key that an environment variable stands for: `TORII_ENGINE_DUCKDB_INIT_1`.
    static func key(ofVariable variable: String) -> String? {
        let prefix = "TORII_ENGINE_"
        guard variable.hasPrefix(prefix) else { return nil }
        let rest = variable.dropFirst(prefix.count).lowercased()
        guard let cut = rest.firstIndex(of: "_") else { return nil }
        let suffix = rest[rest.index(after: cut)...].map { $0 == "_" ? "." : String($0) }.joined()
        let key = "\(self.prefix)\(rest[..<cut]).\(suffix)"
        return self.find(key) == nil ? nil : key
    }
}
