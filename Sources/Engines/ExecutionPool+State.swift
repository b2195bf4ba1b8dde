extension ExecutionPool {
    /// Who runs what: the pool's decisions, without its threads.
    struct State<Job: Sendable>: Sendable {
        /// What to do about a job handed in.
        enum Submission: Equatable, Sendable {
            /// Start a thread, which asks for the job.
            case startThread
            /// Wake an idle thread, which asks for the job.
            case wakeThread
            /// Nothing: a busy thread asks for the job when it has time.
            case queued
            /// The queue is full.
            case reject
            /// The pool is shut down.
            case closed
        }

        /// What a thread does next.
        enum Next: Sendable {
            case run(Job)
            case wait
            case exit
        }

        private let size: Int
        private let queueLimit: Int
        private var waiting: [Job] = []
        private var firstWaiting = 0
        private var threads = 0
        private var idle = 0
        private var isShutDown = false

        init(size: Int, queueLimit: Int) {
            self.size = size
            self.queueLimit = queueLimit
        }

        var statistics: ExecutionPool.Statistics {
            // A job whose thread is just starting or waking counts as waiting, its thread as idle.
            ExecutionPool.Statistics(
                size: self.threads,
                activeCount: self.threads - self.idle,
                queueSize: self.waiting.count - self.firstWaiting
            )
        }

        /// A job was handed in.
        mutating func submitted(_ job: Job) -> Submission {
            if self.isShutDown { return .closed }
            let queued = self.waiting.count - self.firstWaiting
            if queued < self.idle {
                self.waiting.append(job)
                return .wakeThread
            }
            if self.threads < self.size {
                self.threads += 1
                self.idle += 1
                self.waiting.append(job)
                return .startThread
            }
            // Jobs that idle threads are about to take do not fill the queue.
            if queued - self.idle >= self.queueLimit { return .reject }
            self.waiting.append(job)
            return .queued
        }

        /// An idle thread (a new one too) asks for work.
        mutating func idleThreadAsks(waitedInVain: Bool) -> Next {
            if self.firstWaiting < self.waiting.count {
                self.idle -= 1
                return .run(self.takeFirst())
            }
            if self.isShutDown || waitedInVain {
                self.idle -= 1
                self.threads -= 1
                return .exit
            }
            return .wait
        }

        /// A thread has run its job.
        mutating func jobEnded() {
            self.idle += 1
        }

        /// Jobs that wait still run; new ones are refused.
        ///
        /// - Returns: How many threads to wake so that they can leave.
        mutating func shutDown() -> Int {
            self.isShutDown = true
            return self.threads
        }

        private mutating func takeFirst() -> Job {
            let job = self.waiting[self.firstWaiting]
            self.firstWaiting += 1
            if self.firstWaiting == self.waiting.count {
                self.waiting.removeAll(keepingCapacity: true)
                self.firstWaiting = 0
            } else if self.firstWaiting > 64, self.firstWaiting * 2 > self.waiting.count {
                self.waiting.removeFirst(self.firstWaiting)
                self.firstWaiting = 0
            }
            return job
        }
    }
}
