import Synchronization

/// Holds callers back until it is opened, once and for good.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var nextID = 0
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Lets everybody through, now and from now on.
    func open() {
        let waiting = self.state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting {
            continuation.resume(returning: true)
        }
    }

    /// Returns once the gate is open.
    func wait() async {
        _ = await withCheckedContinuation { self.enter($0) }
    }

    /// Returns once the gate is open, or a time has passed.
    ///
    /// - Returns: Whether it is open.
    func wait(upTo limit: Duration) async -> Bool {
        if self.state.withLock({ $0.isOpen }) { return true }
        let id = self.reserve()
        var timer: Task<Void, any Error>?
        let isOpen = await withCheckedContinuation { continuation in
            // In this order: a time that ends before there is somebody to tell would be lost.
            self.enter(continuation, as: id)
            timer = Task {
                try await Task.sleep(for: limit)
                self.giveUp(id)
            }
        }
        timer?.cancel()
        return isOpen
    }

    private func reserve() -> Int {
        self.state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    private func enter(_ continuation: CheckedContinuation<Bool, Never>, as id: Int? = nil) {
        let isOpen = self.state.withLock { state in
            if state.isOpen { return true }
            state.nextID += 1
            state.waiting[id ?? state.nextID] = continuation
            return false
        }
        if isOpen { continuation.resume(returning: true) }
    }

    private func giveUp(_ id: Int) {
        self.state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: false)
    }
}
