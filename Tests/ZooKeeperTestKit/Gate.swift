import Foundation
import Synchronization

/// Lets threads pass while it is open.
final class Gate: Sendable {
    private let condition = NSCondition()
    private let isShut = Mutex(false)

    /// Waits while it is shut.
    func pass() {
        self.condition.lock()
        while self.isShut.withLock({ $0 }) {
            self.condition.wait()
        }
        self.condition.unlock()
    }

    func shut() {
        self.isShut.withLock { $0 = true }
    }

    func open() {
        self.condition.lock()
        self.isShut.withLock { $0 = false }
        self.condition.broadcast()
        self.condition.unlock()
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
