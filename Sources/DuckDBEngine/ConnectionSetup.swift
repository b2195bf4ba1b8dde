import Engines

/// What a session's connection begins with.
struct ConnectionSetup: Sendable {
    /// Where to start, where that is not where DuckDB starts anyway.
    let start: (catalog: String, schema: String)?
    /// The zone, where it is not the engine's.
    let timeZone: String?
    /// What else the session wants set.
    let settings: [(name: String, value: String)]

    /// Takes from a session's options what applies to DuckDB.
    init(_ options: EngineSessionOptions, catalog: String) {
        // What clients of Hive and Spark call the database they get without asking for one.
        let schema = options.database.flatMap { $0 == "default" ? nil : $0 } ?? "main"
        let chosen = (catalog: options.catalog ?? catalog, schema: schema)
        self.start = chosen == (catalog, "main") ? nil : chosen
        let timeZone = options.settings["TimeZone"] ?? options.settings["spark.sql.session.timeZone"]
        self.timeZone = timeZone == "UTC" ? nil : timeZone
        self.settings = SessionSettings.settable.compactMap { name in
            name == "TimeZone" ? nil : options.settings[name].map { (name, $0) }
        }
    }
}

extension Connection {
    /// Brings a new connection into its initial state.
    ///
    /// - Throws: `openFailed` for an unknown catalog or schema, and for a value that DuckDB refuses.
    func apply(_ setup: ConnectionSetup) throws(EngineError) {
        if let start = setup.start {
            do {
                try self.execute("USE \(start.catalog.sqlName).\(start.schema.sqlName)")
            } catch {
                throw EngineError(.openFailed, error.message)
            }
        }
        for setting in setup.settings {
            do {
                try self.execute("SET SESSION \(setting.name) = \(setting.value.sqlLiteral)")
            } catch {
                throw EngineError(.openFailed, "\(setting.name): \(error.message)")
            }
        }
        // A session does not fail for want of a zone.
        if let timeZone = setup.timeZone, (try? self.execute("SET TimeZone = \(timeZone.sqlLiteral)")) != nil {
            try self.readTimeZone()
        }
    }
}
