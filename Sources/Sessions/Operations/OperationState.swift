/// Where an operation is in its life (contract, section 11.1).
public enum OperationState: String, Sendable, Hashable, CaseIterable {
    case initialized = "INITIALIZED"
    case pending = "PENDING"
    case running = "RUNNING"
    case compiled = "COMPILED"
    case finished = "FINISHED"
    case timedOut = "TIMEOUT"
    case canceled = "CANCELED"
    case closed = "CLOSED"
    case error = "ERROR"

    /// The name in rules and messages.
    public var name: String {
        self.rawValue
    }

    /// The name in events and lists.
    public var eventName: String {
        switch self {
        case .compiled: "RUNNING_STATE"
        case .timedOut: "TIMEDOUT_STATE"
        default: "\(self.rawValue)_STATE"
        }
    }

    /// Whether the operation's work is over.
    public var isTerminal: Bool {
        switch self {
        case .initialized, .pending, .running, .compiled: false
        case .finished, .timedOut, .canceled, .closed, .error: true
        }
    }

    /// Whether an operation may go from this state to another.
    public func allows(_ next: OperationState) -> Bool {
        switch self {
        case .initialized: [.pending, .running, .timedOut, .canceled, .closed].contains(next)
        case .pending: [.running, .compiled, .finished, .timedOut, .canceled, .closed, .error].contains(next)
        case .running: [.compiled, .finished, .timedOut, .canceled, .closed, .error].contains(next)
        case .compiled: [.finished, .timedOut, .canceled, .closed, .error].contains(next)
        case .finished, .canceled, .timedOut, .error: next == .closed
        case .closed: false
        }
    }
}
