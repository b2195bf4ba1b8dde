/// A plan in place of a statement's result: what Kyuubi calls `kyuubi.operation.plan.only.mode` (contract, section 13).
///
/// An engine serves those that it can tell apart and refuses the others as `unsupported`.
public enum PlanMode: String, Sendable, Hashable, CaseIterable {
    /// The text as it was read.
    case parse
    /// Names and types resolved.
    case analyze
    /// After the optimizer.
    case optimize
    /// As ``optimize``, with what the optimizer knows of sizes.
    case optimizeWithStatistics = "optimize_with_stats"
    /// What would run.
    case physical
    /// As ``physical``, as it would be changed while it runs.
    case execution
    /// Where each column comes from.
    case lineage

    /// How clients ask for one.
    public static let key = "kyuubi.operation.plan.only.mode"
}
