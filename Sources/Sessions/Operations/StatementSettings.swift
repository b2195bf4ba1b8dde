/// What session and statement say together about how a statement runs (contract, section 13).
struct StatementSettings: Sendable, Hashable {
    private static let maxRowsKey = "kyuubi.operation.result.max.rows"

    /// The most rows of the result; `nil` for all (`kyuubi.operation.result.max.rows`).
    let maxRows: Int?
    /// Whether its event tells the progress (`kyuubi.operation.progress.enabled`).
    let showsProgress: Bool
    /// Whether its time is watched (`kyuubi.operation.query.timeout.monitor.enabled`).
    let isTimed: Bool
    /// What the engine is told for this statement alone.
    let engine: [String: String]

    /// What runs without any: what a session says about its statements does not touch metadata.
    static let none = StatementSettings()

    private init() {
        self.maxRows = nil
        self.showsProgress = false
        self.isTimed = false
        self.engine = [:]
    }

    /// - Throws: ``SessionError``: `unsupported` for another language or a plan instead of a result, `invalidArgument`.
    init(
        _ session: ConfigurationValues,
        overlay: ConfigurationValues,
        engineSettings: [String]
    ) throws {
        let values = session.overlaid(with: overlay)
        try Self.requireSupported("kyuubi.operation.plan.only.mode", "none", values)
        try Self.requireSupported("kyuubi.operation.language", "sql", values)
        self.maxRows = try Self.maxRows(values)
        self.showsProgress = values["kyuubi.operation.progress.enabled"]?.lowercased() == "true"
        self.isTimed = values["kyuubi.operation.query.timeout.monitor.enabled"]?.lowercased() != "false"
        self.engine = overlay.settings(named: engineSettings)
    }

    /// - Throws: ``SessionError`` with `invalidArgument`.
    static func maxRows(_ values: ConfigurationValues) throws -> Int? {
        guard let text = values[Self.maxRowsKey] else { return nil }
        guard let rows = Int(text) else {
            throw SessionError(.invalidArgument, "\(Self.maxRowsKey) is not a number of rows: \(text)")
        }
        return rows > 0 ? rows : nil
    }

    private static func requireSupported(_ key: String, _ value: String, _ values: ConfigurationValues) throws {
        guard let asked = values[key], asked.lowercased() != value else { return }
        throw SessionError(.unsupported, "\(key) = \(asked) is not supported; only \(value.uppercased()) is")
    }
}
