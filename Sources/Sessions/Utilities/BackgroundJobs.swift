import Synchronization

/// Work that outlives the call that caused it, run as children of one task group.
///
/// Unlike an `AsyncStream`, the queue survives the cancellation of its reader: what was begun in an engine must still be
/// ended there.
final class BackgroundJobs: Sendable {
    typealias Job = @Sendable () async -> Void

    private struct State: Sendable {
        var waiting: [Job] = []
        var reader: CheckedContinuation<Void, Never>?
        var isFinished = false

        mutating func takeReader() -> CheckedContinuation<Void, Never>? {
            defer { self.reader = nil }
            return self.reader
        }
    }

    private let state = Mutex(State())

    /// Hands a job over. It runs as soon as ``run()`` does; after ``finish()`` it is dropped.
    func start(_ job: @escaping Job) {
        let reader = self.state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isFinished else { return nil }
            state.waiting.append(job)
            return state.takeReader()
        }
        reader?.resume()
    }

    /// Lets no job in any more; ``run()`` returns once those accepted have ended.
    func finish() {
        self.state.withLock { state in
            state.isFinished = true
            return state.takeReader()
        }?.resume()
    }

    /// Runs the jobs until ``finish()``. Cancelling the task cancels the jobs under way, and new ones run cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            while true {
                let (jobs, isFinished) = self.state.withLock { state in
                    defer { state.waiting = [] }
                    return (state.waiting, state.isFinished)
                }
                for job in jobs {
                    group.addTask { await job() }
                }
                if isFinished { return }
                await self.waitForWork()
            }
        }
    }

    private func waitForWork() async {
        await withCheckedContinuation { continuation in
            let hasWork = self.state.withLock { state in
                if state.isFinished || !state.waiting.isEmpty { return true }
                state.reader = continuation
                return false
            }
            if hasWork { continuation.resume() }
        }
    }
}
