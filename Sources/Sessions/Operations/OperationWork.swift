import Engines

/// What an operation does.
public enum OperationWork: Sendable {
    /// It runs SQL.
    case statement(StatementRequest)

    /// What events show as the statement (contract, section 9.2).
    public var statement: String {
        switch self {
        case .statement(let request): request.statement
        }
    }

    /// Whether the call that brought it returns once the work has its place, rather than at its end.
    public var runAsync: Bool {
        switch self {
        case .statement(let request): request.runAsync
        }
    }

    /// Configuration for this work alone.
    var confOverlay: [String: String] {
        switch self {
        case .statement(let request): request.confOverlay
        }
    }

    /// When the work is stopped, counted from its acceptance; `nil` for never.
    func timeout(serverBound: Duration?) -> Duration? {
        switch self {
        case .statement(let request): request.effectiveTimeout(serverBound: serverBound)
        }
    }

    /// What the engine is asked to do.
    func forEngine(settings: [String: String]) -> EngineWork {
        switch self {
        case .statement(let request): .statement(EngineStatement(sql: request.statement, settings: settings))
        }
    }
}
