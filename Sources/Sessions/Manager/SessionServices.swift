import Engines
import Handles

/// What all sessions of a manager share.
struct SessionServices: Sendable {
    var configuration: SessionManager.Configuration
    var engines: any EngineProvider
    var time: TimeSource
    var resultPool: ExecutionPool
    /// The threads that engines work on.
    var executionPool: ExecutionPool
    /// What the results of all sessions take.
    var results: ResultBudget
    var log: @Sendable (String) -> Void
    var makeHandle: @Sendable (Handle.Kind) -> Handle
    var index: SessionIndex
    let jobs = BackgroundJobs()
    /// Numbers sessions and operations as they come.
    let numbers = Counter()
    /// Kept once the manager is to end.
    let ending = Promise<Void>()
}
