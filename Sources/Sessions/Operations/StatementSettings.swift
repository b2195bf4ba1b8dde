import Engines

/// What session and statement say together about how a statement runs (contract, section 13).
struct StatementSettings: Sendable, Hashable {
    /// The most rows of the result; `nil` for all.
    let maxRows: Int?
    /// Whether its event tells the progress.
    let showsProgress: Bool
    /// Whether its time is watched.
    let isTimed: Bool
    /// The plan that is wanted in place of the result.
    let plan: PlanMode?
    /// What the engine is told for this statement alone.
    let engine: [String: String]

    /// What runs without any: what a session says about its statements does not touch metadata.
    static let none = StatementSettings()

    private init() {
        self.maxRows = nil
        self.showsProgress = false
        self.isTimed = false
        self.plan = nil
        self.engine = [:]
    }

    /// - Throws: ``SessionError``: `unsupported` for another language, `invalidArgument` for what is no value of its key.
    init(
        _ session: ConfigurationValues,
        overlay: ConfigurationValues,
        engineSettings: [String]
    ) throws {
        let values = session.overlaid(with: overlay)
        try Self.requireSQL(values)
        self.maxRows = try Self.maxRows(values)
        self.plan = try Self.plan(values)
        self.showsProgress = try values.boolean(SessionKeys.progress) ?? false
        self.isTimed = try values.boolean(SessionKeys.timeoutMonitor) ?? true
        // Results are kept whole and read by position, in either case.
        _ = try values.boolean(SessionKeys.incrementalCollect)
        self.engine = overlay.settings(named: engineSettings)
    }

    private static func maxRows(_ values: ConfigurationValues) throws -> Int? {
        guard let text = values[SessionKeys.maxRows] else { return nil }
        guard let rows = Int(text) else {
            throw SessionError(.invalidArgument, "\(SessionKeys.maxRows) is not a number of rows: \(text)")
        }
        return rows > 0 ? rows : nil
    }

    private static func plan(_ values: ConfigurationValues) throws -> PlanMode? {
        guard let text = values[SessionKeys.plan], text.lowercased() != "none" else { return nil }
        guard let mode = PlanMode(rawValue: text.lowercased()) else {
            let known = ["none"] + PlanMode.allCases.map(\.rawValue)
            throw SessionError(
                .invalidArgument,
                "\(SessionKeys.plan) = \(text) is none of \(known.joined(separator: ", "))"
            )
        }
        return mode
    }

    private static func requireSQL(_ values: ConfigurationValues) throws {
        guard let language = values[SessionKeys.language], language.uppercased() != "SQL" else { return }
        let isKnown = ["SCALA", "PYTHON"].contains(language.uppercased())
        throw SessionError(
            isKnown ? .unsupported : .invalidArgument,
            "\(SessionKeys.language) = \(language) is not supported; only SQL is"
        )
    }
}
