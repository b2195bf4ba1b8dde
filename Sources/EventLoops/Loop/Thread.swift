import CLinux
import Glibc

/// A thread of the system's.
enum Thread {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts a thread that nobody joins.
    static func start(name: String, _ run: @escaping @Sendable () -> Void) {
        if let thread = Self.startJoinable(name: name, run) { pthread_detach(thread) }
    }

    /// Starts a thread.
    ///
    /// - Returns: The thread, to be joined; `nil` where the system has none left, and the body ran in the caller's.
    static func startJoinable(name: String, _ run: @escaping @Sendable () -> Void) -> pthread_t? {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                clinux_set_thread_name(body.name)
                body.run()
                return nil
            },
            body.toOpaque()
        )
        guard code == 0 else {
            body.takeRetainedValue().run()
            return nil
        }
        return thread
    }
}
