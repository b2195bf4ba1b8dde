import Synchronization

/// A value that comes once, and those who wait for it.
final class Promise<Value: Sendable>: Sendable {
    private enum State: Sendable {
        case open(waiting: [Int: CheckedContinuation<Value, any Error>], next: Int)
        case kept(Result<Value, any Error>)
    }

    private let state = Mutex(State.open(waiting: [:], next: 0))

    /// Gives the value to all who wait and will wait. Calls after the first do nothing.
    func keep(_ result: Result<Value, any Error>) {
        let waiting = self.state.withLock { state in
            guard case .open(let waiting, _) = state else { return [Int: CheckedContinuation<Value, any Error>]() }
            state = .kept(result)
            return waiting
        }
        for continuation in waiting.values {
            continuation.resume(with: result)
        }
    }

    /// The value, once it is there.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    func value() async throws -> Value {
        let ticket = self.state.withLock { state in
            guard case .open(let waiting, let next) = state else { return 0 }
            state = .open(waiting: waiting, next: next + 1)
            return next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = self.state.withLock { state -> Result<Value, any Error>? in
                    switch state {
                    case .kept(let result):
                        return result
                    case .open(var waiting, let next):
                        // Asked under the lock: a task cancelled after this finds the continuation in the list.
                        if Task.isCancelled { return .failure(CancellationError()) }
                        waiting[ticket] = continuation
                        state = .open(waiting: waiting, next: next)
                        return nil
                    }
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let continuation = self.state.withLock { state -> CheckedContinuation<Value, any Error>? in
                guard case .open(var waiting, let next) = state else { return nil }
                let continuation = waiting.removeValue(forKey: ticket)
                state = .open(waiting: waiting, next: next)
                return continuation
            }
            continuation?.resume(throwing: CancellationError())
        }
    }
}

extension Promise where Value == Void {
    /// Tells all who wait.
    func keep() {
        self.keep(.success(()))
    }
}
