import CLinux
import Dispatch
import Glibc
import Synchronization

/// Threads that run jobs in the order they came: started when they are needed, ended after a while without work.
///
/// Refuses nothing; who may hand in jobs is the ``ExecutionPool``'s affair.
final class WorkerThreads: Sendable {
    typealias Job = @Sendable () -> Void

    private let name: String
    private let keepAlive: Duration
    private let state: Mutex<State<Job>>
    private let wakeUp = DispatchSemaphore(value: 0)

    init(name: String, size: Int, keepAlive: Duration) {
        self.name = name
        self.keepAlive = keepAlive
        self.state = Mutex(State(size: size))
    }

    var figures: (threads: Int, active: Int, waiting: Int) {
        self.state.withLock { $0.figures }
    }

    /// Hands a job in, without waiting for it.
    func start(_ job: @escaping Job) {
        switch self.state.withLock({ $0.submitted(job) }) {
        case .startThread: self.startThread()
        case .wakeThread: self.wakeUp.signal()
        case .queued: break
        }
    }

    /// Runs a call on a thread and answers what it returns.
    func run<Value: Sendable>(_ call: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            self.start { continuation.resume(with: Result(catching: call)) }
        }
    }

    /// Lets idle threads end.
    func shutDown() {
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
                let threads = Unmanaged<WorkerThreads>.fromOpaque(argument).takeRetainedValue()
                clinux_set_thread_name(threads.name)
                threads.work()
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
                waitedInVain = self.wakeUp.wait(timeout: .now() + self.keepAlive.dispatchInterval) == .timedOut
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
