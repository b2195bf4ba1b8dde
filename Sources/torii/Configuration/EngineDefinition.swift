/// An engine that sessions may choose by name, with what is its own and, for the rest, what holds for all.
struct EngineDefinition: Sendable, Hashable {
    /// What `kyuubi.engine.type` says.
    var name: String
    var type = EngineAttribute.EngineType.duckdb
    var database = EngineAttribute.Database.file
    var threads: Int?
    /// In bytes.
    var memoryLimit: Int?
    var temporaryFolder: String?
    /// In bytes.
    var temporaryLimit: Int?
    var allowedFolders: [String] = []
    /// Statements that run when the engine opens, in order.
    var openingStatements: [String] = []

    /// Names are part of keys, of environment variables and of file names.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 40 else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}

extension Configuration {
    /// All definitions, by name. `duckdb` is always among them.
    var engines: [String: EngineDefinition] {
        var definitions: [String: EngineDefinition] = [:]
        for name in ["duckdb"] + self.engineSettings.keys {
            definitions[name] = self.engine(name, self.engineSettings[name] ?? [:])
        }
        return definitions
    }

    private func engine(_ name: String, _ settings: [EngineAttribute: String]) -> EngineDefinition {
        func own<Value>(_ attribute: EngineAttribute, _ key: ConfigurationKey<Value>) -> Value {
            settings[attribute].flatMap(key.type.parse) ?? self[key]
        }
        let numbered = settings.compactMap { attribute, statement in
            if case .initial(let number) = attribute { (number: number, statement: statement) } else { nil }
        }
        return EngineDefinition(
            name: name,
            type: settings[.type].flatMap(ValueType.choice.parse) ?? .duckdb,
            database: settings[.database].flatMap(ValueType.choice.parse) ?? .file,
            threads: own(.threads, Keys.duckDBThreads),
            memoryLimit: own(.memoryLimit, Keys.duckDBMemory),
            temporaryFolder: own(.temporaryFolder, Keys.duckDBTemporaryFolder),
            temporaryLimit: own(.temporaryLimit, Keys.duckDBTemporaryLimit),
            allowedFolders: own(.allowedFolders, Keys.duckDBAllowedFolders),
            openingStatements: numbered.sorted { $0.number < $1.number }.map(\.statement)
        )
    }
}
