/// How far an operation is (contract, section 9.2).
public struct OperationProgress: Sendable, Hashable {
    /// Whether the work is over.
    public enum Status: String, Sendable, Hashable {
        case inProgress = "IN_PROGRESS"
        case complete = "COMPLETE"
    }

    /// Heads of a table for people; none where the engine has no stages.
    public var headerNames: [String] = []
    /// The table's rows.
    public var rows: [[String]] = []
    /// 0 to 1.
    public var progressedPercentage: Double
    /// Whether the work is over.
    public var status: Status
    /// A line for people; empty without one.
    public var footerSummary = ""
    /// When the work began, in milliseconds since 1970; 0 before.
    public var startTime: Int64

    init(_ machine: OperationStateMachine, _ progress: Double) {
        let isFinished = machine.state == .finished
        self.progressedPercentage = isFinished ? 1 : min(max(progress, 0), 1)
        self.status = isFinished ? .complete : .inProgress
        self.startTime = machine.startTime
    }
}
