/// How much a line matters.
public enum LogLevel: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Each request; for whoever looks for a fault.
    case debug
    /// What happens in ordinary life: sessions, statements, nodes that come and go.
    case info
    /// Something failed that the process gets over by itself.
    case warning
    /// Something failed that a person must look at.
    case error

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }

    /// Whether one level matters less than another.
    public static func < (first: LogLevel, second: LogLevel) -> Bool {
        first.rank < second.rank
    }
}
