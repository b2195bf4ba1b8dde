import Synchronization

/// Lets one task wait on a loop until some thread wakes it, or it is cancelled.
final class Waker: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Void, Never>)
        case over
    }

    private let state = Mutex(State.idle)

    /// Waits for ``wake()``, or the task's cancellation.
    func wait(on loop: isolated EventLoop) async {
        await withTaskCancellationHandler {
            // Captured, or the body would leave the loop.
            _ = loop
            await withCheckedContinuation { continuation in
                if !self.begin(continuation) { continuation.resume() }
            }
        } onCancel: {
            self.wake()
        }
    }

    /// Ends the wait, also one that comes later.
    func wake() {
        let continuation = self.state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = .over }
            guard case .waiting(let continuation) = state else { return nil }
            return continuation
        }
        continuation?.resume()
    }

    private func begin(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
        self.state.withLock { state in
            guard case .idle = state else { return false }
            state = .waiting(continuation)
            return true
        }
    }
}
