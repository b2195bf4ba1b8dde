public import Engines

/// What an operation does.
public enum OperationWork: Sendable {
    /// It runs SQL.
    case statement(StatementRequest)
    /// It asks the engine what its catalog holds (contract, section 3.8). Always synchronous.
    case metadata(MetadataQuestion)

    /// What events show as the statement (contract, section 9.2).
    public var statement: String {
        switch self {
        case .statement(let request): request.statement
        case .metadata(let question): question.name
        }
    }

    /// Whether the call that brought it returns once the work has its place, rather than at its end.
    public var runAsync: Bool {
        switch self {
        case .statement(let request): request.runAsync
        case .metadata: false
        }
    }

    /// Whether what happens to it is told line by line; metadata operations have no log (contract, section 4.4).
    var hasLog: Bool {
        switch self {
        case .statement: true
        case .metadata: false
        }
    }

    /// When the work is stopped, counted from its acceptance; `nil` for never.
    func timeout(serverBound: Duration?) -> Duration? {
        switch self {
        case .statement(let request): request.effectiveTimeout(serverBound: serverBound)
        case .metadata: nil
        }
    }

    /// What the engine is asked to do.
    func forEngine(_ settings: StatementSettings) -> EngineWork {
        switch self {
        case .statement(let request):
            .statement(EngineStatement(sql: request.statement, settings: settings.engine, plan: settings.plan))
        case .metadata(let question): .metadata(question)
        }
    }
}
