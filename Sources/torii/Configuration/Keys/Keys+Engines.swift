/// Engines and results.
extension Keys {
    /// Who shares an engine.
    enum ShareLevel: String, Sendable, CaseIterable {
        case connection = "CONNECTION"
        case user = "USER"
        case server = "SERVER"
    }

    static let engineType = ConfigurationKey(
        "kyuubi.engine.type",
        .engineName,
        default: "duckdb",
        "The engine definition of sessions that name none; case does not matter."
    )
    static let shareLevel = ConfigurationKey(
        "kyuubi.engine.share.level",
        .choice,
        default: ShareLevel.user,
        "Who shares an engine and so a database: nobody, one user's sessions, or all."
    )
    static let shareSubdomain = ConfigurationKey(
        "kyuubi.engine.share.level.subdomain",
        ValueType<String>.name.optional,
        default: nil,
        "Splits what a share level joins: each subdomain has an engine of its own."
    )
    static let engineIdleTimeout = ConfigurationKey(
        "kyuubi.session.engine.idle.timeout",
        .duration,
        default: .seconds(30 * 60),
        "How long an engine stays open after its last session."
    )
    static let engineInitializeTimeout = ConfigurationKey(
        "kyuubi.session.engine.initialize.timeout",
        .positiveDuration,
        default: .seconds(180),
        "How long an engine may take to open; a session may say otherwise for itself."
    )
    static let duckDBLibrary = ConfigurationKey(
        "torii.duckdb.library",
        ValueType<String>.path.optional,
        default: nil,
        "The file of DuckDB's C library, 2.0 or later. Default: libduckdb.so where the system's loader finds it."
    )
    static let duckDBThreads = ConfigurationKey(
        "torii.duckdb.threads",
        ValueType.integer(1...1024).optional,
        default: nil,
        "Threads of one engine's statements. Default: one a core."
    )
    static let duckDBMemory = ConfigurationKey(
        "torii.duckdb.memory.limit",
        ValueType<Int>.size.optional,
        default: nil,
        "The most memory of one engine. Default: four fifths of the machine's. It does not bind everything: cap the process too."
    )
    static let duckDBTemporaryFolder = ConfigurationKey(
        "torii.duckdb.temporary.folder",
        ValueType<String>.path.optional,
        default: nil,
        "Where statements spill what memory does not hold. Default: beside the database file."
    )
    static let duckDBTemporaryLimit = ConfigurationKey(
        "torii.duckdb.temporary.max",
        ValueType<Int>.size.optional,
        default: nil,
        "The most that one engine may spill. Default: nine tenths of the free disk."
    )
    static let duckDBAllowedFolders = ConfigurationKey(
        "torii.duckdb.allowed.folders",
        ValueType<String>.path.list,
        default: [],
        "Folders whose files statements may read, write and attach; without any, none."
    )
    static let operationResultMemory = ConfigurationKey(
        "torii.operation.result.memory.max",
        .size,
        default: 32 << 20,
        "The most memory of one operation's result; rows beyond it go to a file."
    )
    static let operationResultFile = ConfigurationKey(
        "torii.operation.result.file.max",
        .size,
        default: 4 << 30,
        "The largest file of one operation's result; beyond it the operation fails."
    )
    static let sessionResultMemory = ConfigurationKey(
        "torii.session.result.memory.max",
        .size,
        default: 128 << 20,
        "The same for all results of a session."
    )
    static let sessionResultFile = ConfigurationKey(
        "torii.session.result.file.max",
        .size,
        default: 8 << 30,
        "The same for all results of a session."
    )
    static let nodeResultMemory = ConfigurationKey(
        "torii.node.result.memory.max",
        .size,
        default: 1 << 30,
        "The same for all results of the node."
    )
    static let nodeResultFile = ConfigurationKey(
        "torii.node.result.file.max",
        .size,
        default: 64 << 30,
        "The same for all results of the node."
    )
}

extension ValueType<String> {
    /// The name of an engine definition, in small letters.
    static let engineName = ValueType(
        "engine name",
        example: "duckdb (letters, digits and -)",
        parse: { EngineDefinition.isName($0.lowercased()) ? $0.lowercased() : nil },
        describe: { $0 }
    )
}
