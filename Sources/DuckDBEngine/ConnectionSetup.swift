import Engines

/// What each of a session's connections begins with.
struct ConnectionSetup: Sendable {
    /// The only settings that can still be changed once the configuration is locked.
    static let settings = ["TimeZone", "enable_progress_bar", "enable_progress_bar_print"]

    let catalog: String
    let schema: String
    let timeZone: String

    /// Takes from a session's options what applies to DuckDB.
    init(_ options: EngineSessionOptions, catalog: String) {
        self.catalog = options.catalog ?? catalog
        // What clients of Hive and Spark call the database they get without asking for one.
        self.schema = options.database.flatMap { $0 == "default" ? nil : $0 } ?? "main"
        self.timeZone = options.settings["TimeZone"] ?? options.settings["spark.sql.session.timeZone"] ?? "UTC"
    }
}

extension Connection {
    /// Brings a new connection into its initial state.
    ///
    /// - Throws: `openFailed` for an unknown catalog or schema.
    func apply(_ setup: ConnectionSetup) throws(EngineError) {
        do {
            try self.execute("USE \(setup.catalog.sqlName).\(setup.schema.sqlName)")
        } catch {
            throw EngineError(.openFailed, error.message)
        }
        // A session does not fail for want of these. Progress is counted only for a progress bar, which is not to be drawn.
        _ = try? self.execute("SET enable_progress_bar_print = false")
        _ = try? self.execute("SET enable_progress_bar = true")
        if (try? self.execute("SET TimeZone = \(setup.timeZone.sqlLiteral)")) == nil {
            _ = try? self.execute("SET TimeZone = 'UTC'")
        }
        self.readTimeZone()
    }

    /// Learns the zone in force. No result may be open.
    func readTimeZone() {
        guard let name = (try? self.text("SELECT current_setting('TimeZone')")) ?? nil else { return }
        self.zone = SessionTimeZone(named: name) ?? .utc
    }
}
