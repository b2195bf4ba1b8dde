import Glibc
import Synchronization

/// Runs an event loop's jobs on the loop's own thread.
///
/// `@unchecked Sendable`: `local` has no lock because only the thread named in `thread` touches it, which ``isCurrent`` asks
/// first. Everything else is behind `remote` or does not change.
final class LoopExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
    enum Work {
        case job(UnownedJob)
        case call(EventLoop, @Sendable (isolated EventLoop) -> Void)
    }

    private enum Life {
        case running
        /// The loop's thread has ended; late jobs get a thread of their own, so that nobody waits for ever.
        case ended
        case adopted
    }

    private struct Remote {
        var work: [Work] = []
        var isSignalled = false
        var life = Life.running
    }

    /// The most jobs between two looks at the descriptors.
    private static let batch = 256

    /// An eventfd: readable when another thread has left work.
    let wakeDescriptor: Int32
    private let remote = Mutex(Remote())
    private let thread = Atomic<UInt>(0)
    private var local: [Work] = []
    private var next = 0

    init(wakeDescriptor: Int32) {
        self.wakeDescriptor = wakeDescriptor
    }

    deinit {
        Glibc.close(self.wakeDescriptor)
    }

    /// Whether the caller is on the loop's thread.
    var isCurrent: Bool { self.thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    var hasLocalWork: Bool { self.next < self.local.count }

    /// Makes the calling thread the loop's.
    func becomeThread() {
        self.thread.store(UInt(pthread_self()), ordering: .relaxed)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        self.enqueue(.job(UnownedJob(job)))
    }

    func enqueue(_ work: Work) {
        if self.isCurrent {
            self.local.append(work)
            return
        }
        enum Next { case nothing, wake, adopt }
        let next = self.remote.withLock { remote -> Next in
            remote.work.append(work)
            switch remote.life {
            case .running:
                if remote.isSignalled { return .nothing }
                remote.isSignalled = true
                return .wake
            case .ended:
                remote.life = .adopted
                return .adopt
            case .adopted:
                return .nothing
            }
        }
        switch next {
        case .nothing: break
        case .wake:
            var one: UInt64 = 1
            _ = Glibc.write(self.wakeDescriptor, &one, 8)
        case .adopt:
            Thread.start(name: "loop-late") { self.runLateWork() }
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    func isIsolatingCurrentContext() -> Bool? { self.isCurrent }

    func checkIsolated() {
        precondition(self.isCurrent, "this runs on the thread of its event loop only")
    }

    /// Takes over what other threads have left.
    func takeRemoteWork() {
        var count: UInt64 = 0
        _ = Glibc.read(self.wakeDescriptor, &count, 8)
        let work = self.remote.withLock { remote -> [Work] in
            remote.isSignalled = false
            let work = remote.work
            remote.work = []
            return work
        }
        self.local.append(contentsOf: work)
    }

    /// Runs a bounded number of jobs, so that descriptors and timers are not starved by jobs that beget jobs.
    func runBatch() {
        let end = self.next + Self.batch
        while self.next < self.local.count, self.next < end {
            let work = self.local[self.next]
            self.next += 1
            self.run(work)
        }
        if self.next == self.local.count {
            self.local.removeAll(keepingCapacity: self.local.capacity <= 4096)
            self.next = 0
        } else if self.next >= 4096 {
            self.local.removeSubrange(..<self.next)
            self.next = 0
        }
    }

    /// Ends the loop's thread unless there is work left.
    ///
    /// - Returns: Whether the thread may end.
    func end() -> Bool {
        guard !self.hasLocalWork else { return false }
        return self.remote.withLock { remote in
            guard remote.work.isEmpty else { return false }
            remote.life = .ended
            self.thread.store(0, ordering: .relaxed)
            return true
        }
    }

    private func runLateWork() {
        self.becomeThread()
        repeat {
            self.takeRemoteWork()
            while self.hasLocalWork { self.runBatch() }
        } while !self.end()
    }

    private func run(_ work: Work) {
        switch work {
        case .job(let job):
            job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(),
                taskExecutor: self.asUnownedTaskExecutor()
            )
        case .call(let loop, let body):
            loop.assumeIsolated { body($0) }
        }
    }
}
