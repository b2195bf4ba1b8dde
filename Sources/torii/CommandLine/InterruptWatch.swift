import EventLoops
import Glibc

/// Tells of Ctrl-C instead of ending the process by it; a second one ends it after all.
final class InterruptWatch: Sendable {
    private let watch: Task<Void, Never>

    /// - Throws: `EventLoopError` where the system gives no pipe.
    init(_ interrupted: @escaping @Sendable () -> Void) throws {
        let signals = try Signals.stream(of: SIGINT)
        self.watch = Task {
            for await _ in signals {
                signal(SIGINT, SIG_DFL)
                interrupted()
                return
            }
        }
    }

    func stop() {
        self.watch.cancel()
        signal(SIGINT, SIG_DFL)
    }
}
