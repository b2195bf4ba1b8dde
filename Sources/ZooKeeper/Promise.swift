import Synchronization

/// A value that is set once and may be waited for by many.
final class Promise<Value: Sendable>: Sendable {
    private struct Guarded: Sendable {
        var value: Value?
        var waiters: [CheckedContinuation<Value, Never>] = []
    }

    private let guarded = Mutex(Guarded())

    /// The value, once it is set. Does not heed the task's cancellation.
    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let value = self.guarded.withLock { guarded -> Value? in
                    if guarded.value == nil { guarded.waiters.append(continuation) }
                    return guarded.value
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }

    /// Sets the value. Only the first counts.
    func fulfil(_ value: Value) {
        let waiters = self.guarded.withLock { guarded -> [CheckedContinuation<Value, Never>] in
            guard guarded.value == nil else { return [] }
            guarded.value = value
            defer { guarded.waiters = [] }
            return guarded.waiters
        }
        for waiter in waiters {
            waiter.resume(returning: value)
        }
    }
}
