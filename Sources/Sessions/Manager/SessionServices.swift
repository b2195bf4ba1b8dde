import Engines
import Handles

/// What all sessions of a manager share.
struct SessionServices: Sendable {
    var configuration: SessionManager.Configuration
    var engines: any EngineProvider
    var time: TimeSource
    var resultPool: ExecutionPool
    /// What the results of all sessions take.
    var results: ResultBudget
    var makeHandle: @Sendable (Handle.Kind) -> Handle
    let jobs = BackgroundJobs()
    let index = SessionIndex()
}
