/// How far an operation is (contract, section 9.2).
public struct OperationProgress: Sendable, Hashable {
    /// Whether the percentage says anything.
    public enum Status: String, Sendable, Hashable {
        case inProgress = "IN_PROGRESS"
        case complete = "COMPLETE"
        case notAvailable = "NOT_AVAILABLE"
    }

    /// Heads of a table for people; none where the engine has no stages.
    public var headerNames: [String] = []
    /// The table's rows.
    public var rows: [[String]] = []
    /// 0 to 1.
    public var progressedPercentage: Double
    /// Whether the percentage says anything.
    public var status: Status
    /// A line for people; empty without one.
    public var footerSummary = ""
    /// When the work began, in milliseconds since 1970; 0 before.
    public var startTime: Int64

    init(_ machine: OperationStateMachine, _ progress: Double?) {
        let isFinished = machine.state == .finished
        self.progressedPercentage = isFinished ? 1 : min(max(progress ?? 0, 0), 1)
        self.status = isFinished ? .complete : progress == nil ? .notAvailable : .inProgress
        self.startTime = machine.startTime
    }
}
