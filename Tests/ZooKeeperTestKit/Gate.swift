import Dispatch
import Synchronization

/// Lets threads pass while it is open.
final class Gate: Sendable {
    private struct State: Sendable {
        var isShut = false
        var waiting: [DispatchSemaphore] = []
    }

    private let state = Mutex(State())

    /// How many threads wait.
    var waitingCount: Int {
        self.state.withLock { $0.waiting.count }
    }

    /// Waits while it is shut.
    func pass() {
        let signal = self.state.withLock { state -> DispatchSemaphore? in
            guard state.isShut else { return nil }
            let signal = DispatchSemaphore(value: 0)
            state.waiting.append(signal)
            return signal
        }
        signal?.wait()
    }

    func shut() {
        self.state.withLock { $0.isShut = true }
    }

    func open() {
        let waiting = self.state.withLock { state in
            state.isShut = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for signal in waiting { signal.signal() }
    }
}

/// Acts when it was counted down to zero.
final class Countdown: Sendable {
    private let rest: Mutex<Int>
    private let action: @Sendable () -> Void

    init(_ count: Int, _ action: @escaping @Sendable () -> Void) {
        self.rest = Mutex(count)
        self.action = action
    }

    func countDown() {
        let isZero = self.rest.withLock { rest in
            rest -= 1
            return rest == 0
        }
        if isZero { self.action() }
    }
}
