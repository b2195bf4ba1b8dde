public import Engines
import FoundationEssentials

extension DuckDBEngine {
    /// Opens the database, runs the opening statements and locks the configuration.
    ///
    /// - Throws: ``EngineError``: `unavailable` where another process or engine has the file (it may be free later),
    ///   `openFailed` with DuckDB's reason otherwise, `poolFull`.
    public static func open(
        _ configuration: Configuration,
        library: DuckDBLibrary,
        pool: ExecutionPool
    ) async throws -> DuckDBEngine {
        let database = try await Self.waitingForFile(configuration.fileWait) {
            try await pool.run { try Self.openDatabase(configuration) }
        }
        return DuckDBEngine(
            identity: EngineIdentity(product: "DuckDB", version: library.version, id: configuration.id),
            database: database,
            pool: pool,
            closing: ClosingRule(limit: configuration.closingLimit, log: configuration.log)
        )
    }

    private static func waitingForFile(
        _ limit: Duration,
        _ open: () async throws -> Database
    ) async throws -> Database {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while true {
            do {
                return try await open()
            } catch let error as EngineError where error.code == .unavailable && clock.now < deadline {
                try await clock.sleep(for: min(.milliseconds(100), clock.now.duration(to: deadline)))
            }
        }
    }

    private static func openDatabase(_ configuration: Configuration) throws(EngineError) -> Database {
        for folder in configuration.foldersNeeded {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw EngineError(.openFailed, "the folder \(folder) cannot be created: \(error)")
            }
        }
        let database = try Database(path: configuration.path, options: configuration.startOptions)
        do {
            let connection = try database.connect()
            defer { connection.disconnect() }
            try database.read(catalogFrom: connection)
            try Self.run(configuration.openingStatements, on: connection)
            try Self.lockDown(connection, allowedFolders: configuration.allowedFolders)
        } catch {
            database.close()
            throw EngineError(.openFailed, error.message)
        }
        return database
    }

    private static func run(_ statements: [String], on connection: Connection) throws(EngineError) {
        for (index, statement) in statements.enumerated() {
            do {
                try connection.execute(statement)
            } catch {
                throw EngineError(
                    .openFailed,
                    "opening statement \(index + 1) of \(statements.count) failed: \(error.message)"
                )
            }
        }
    }

    /// The last thing before sessions come: from here on no statement can change what the database may do.
    private static func lockDown(_ connection: Connection, allowedFolders: [String]) throws(EngineError) {
        // What every session starts with, so that most need not set it.
        try connection.execute("SET GLOBAL TimeZone = 'UTC'")
        try connection.execute("SET allowed_configs = \(Self.list(SessionSettings.free))")
        if !allowedFolders.isEmpty {
            try connection.execute("SET allowed_directories = \(Self.list(allowedFolders))")
        }
        try connection.execute("SET enable_external_access = false")
        try connection.execute("SET lock_configuration = true")
    }

    private static func list(_ texts: [String]) -> String {
        "[" + texts.map(\.sqlLiteral).joined(separator: ", ") + "]"
    }
}

extension DuckDBEngine.Configuration {
    /// The database's file; `nil` in memory.
    fileprivate var path: String? {
        switch self.location {
        case .memory: nil
        case .file(let path): path
        }
    }

    fileprivate var foldersNeeded: [String] {
        var folders: [String] = []
        if let path { folders.append(URL(filePath: path).deletingLastPathComponent().path) }
        if let temporaryFolder { folders.append(temporaryFolder) }
        return folders.filter { !$0.isEmpty }
    }

    /// Options that count from the first moment.
    fileprivate var startOptions: [(String, String)] {
        var options = [
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false"),
            ("allow_community_extensions", "false"),
            ("allow_persistent_secrets", "false"),
        ]
        if let threads { options.append(("threads", String(threads))) }
        if let memoryLimit { options.append(("memory_limit", memoryLimit)) }
        if let maxTempDirectorySize { options.append(("max_temp_directory_size", maxTempDirectorySize)) }
        // Left alone, a database in memory would spill into the process's current folder.
        if let folder = temporaryFolder ?? (self.path == nil ? "" : nil) { options.append(("temp_directory", folder)) }
        return options
    }
}
