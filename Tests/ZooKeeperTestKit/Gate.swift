import Glibc
import Synchronization

/// Lets threads pass while it is open.
final class Gate: Sendable {
    private let isShut = Atomic(false)

    /// Waits while it is shut.
    func pass() {
        while self.isShut.load(ordering: .acquiring) { usleep(500) }
    }

    func shut() {
        self.isShut.store(true, ordering: .releasing)
    }

    func open() {
        self.isShut.store(false, ordering: .releasing)
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
