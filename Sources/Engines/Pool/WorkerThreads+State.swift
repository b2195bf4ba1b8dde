extension WorkerThreads {
    /// Who runs what: the decisions, without the threads.
    struct State<Job: Sendable>: Sendable {
        /// What to do about a job handed in.
        enum Submission: Equatable, Sendable {
            /// Start a thread, which asks for the job.
            case startThread
            /// Wake an idle thread, which asks for the job.
            case wakeThread
            /// Nothing: a busy thread asks for the job when it has time.
            case queued
        }

        /// What a thread does next.
        enum Next: Sendable {
            case run(Job)
            case wait
            case exit
        }

        private let size: Int
        private var waiting: [Job] = []
        private var firstWaiting = 0
        private var threads = 0
        private var idle = 0
        private var isShutDown = false

        init(size: Int) {
            self.size = size
        }

        var figures: (threads: Int, active: Int, waiting: Int) {
            // A job whose thread is just starting or waking counts as waiting, its thread as idle.
            (self.threads, self.threads - self.idle, self.waiting.count - self.firstWaiting)
        }

        /// A job was handed in.
        mutating func submitted(_ job: Job) -> Submission {
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

        /// Threads without work leave from now on; jobs still run.
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
