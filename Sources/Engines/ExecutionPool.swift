import CLinux
import Dispatch
import Glibc
import Synchronization

/// Threads for calls that block, such as DuckDB's, so that none of them ever sits on an event loop or on Swift's own pool.
///
/// At most ``Configuration/size`` calls run at once and ``Configuration/queueLimit`` wait; one more is refused. A thread
/// starts when it is needed and ends after ``Configuration/keepAlive`` without work.
public final class ExecutionPool: Sendable {
    /// The pool's bounds. The defaults are the contract's (section 13, `kyuubi.backend.server.exec.pool.*`).
    public struct Configuration: Sendable {
        /// The most calls that run at once.
        public var size = 100
        /// The most calls that wait for a thread.
        public var queueLimit = 100
        /// How long a thread without work stays.
        public var keepAlive: Duration = .seconds(60)

        /// Creates the default configuration.
        public init() {}
    }

    /// The pool's figures at one moment (contract, section 3.7).
    public struct Statistics: Sendable, Hashable {
        /// Threads alive.
        public var size: Int
        /// Threads that run a call.
        public var activeCount: Int
        /// Calls that wait.
        public var queueSize: Int
    }

    private typealias Job = @Sendable () -> Void

    private let configuration: Configuration
    private let state: Mutex<State<Job>>
    private let wakeUp = DispatchSemaphore(value: 0)

    /// Creates a pool without threads.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        self.state = Mutex(State(size: configuration.size, queueLimit: configuration.queueLimit))
    }

    /// The figures of this moment.
    public var statistics: Statistics {
        self.state.withLock { $0.statistics }
    }

    /// Runs a blocking call on a thread of the pool and answers what it returns.
    ///
    /// - Throws: ``EngineError`` with the code `poolFull` where no thread is free and the queue is full, and what `call`
    ///   throws.
    public func run<Value: Sendable>(_ call: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job: Job = { continuation.resume(with: Result(catching: call)) }
            switch self.state.withLock({ $0.submitted(job) }) {
            case .startThread:
                self.startThread()
            case .wakeThread:
                self.wakeUp.signal()
            case .queued:
                break
            case .reject:
                continuation.resume(
                    throwing: EngineError(
                        .poolFull,
                        "the execution pool is full: \(self.configuration.size) calls run, "
                            + "\(self.configuration.queueLimit) wait"
                    )
                )
            case .closed:
                continuation.resume(throwing: EngineError(.unavailable, "the execution pool is shut down"))
            }
        }
    }

    /// Refuses calls from now on. Those accepted still run; idle threads end.
    public func shutDown() {
        for _ in 0..<self.state.withLock({ $0.shutDown() }) {
            self.wakeUp.signal()
        }
    }

    private func startThread() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // As much as a main thread has: engines recurse over deep expressions.
        pthread_attr_setstacksize(&attributes, 8 << 20)
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(self)
        let failure = pthread_create(
            &thread,
            &attributes,
            { argument in
                guard let argument else { return nil }
                clinux_set_thread_name("torii-exec")
                Unmanaged<ExecutionPool>.fromOpaque(argument).takeRetainedValue().work()
                return nil
            },
            argument.toOpaque()
        )
        precondition(failure == 0, "a thread can be started")
    }

    private func work() {
        var waitedInVain = false
        while true {
            switch self.state.withLock({ $0.idleThreadAsks(waitedInVain: waitedInVain) }) {
            case .run(let job):
                job()
                self.state.withLock { $0.jobEnded() }
                waitedInVain = false
            case .wait:
                waitedInVain =
                    self.wakeUp.wait(timeout: .now() + self.configuration.keepAlive.dispatchInterval) == .timedOut
            case .exit:
                return
            }
        }
    }
}

extension Duration {
    fileprivate var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = self.components
        return .nanoseconds(Int(clamping: seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }
}
