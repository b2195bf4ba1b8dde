import Glibc
import Synchronization

/// The event loops of a process: one for each core.
public final class EventLoopGroup: Sendable {
    private struct Life {
        var threads: [pthread_t] = []
        var isStarted = false
    }

    /// The loops. They run from ``start()`` to ``stop()``.
    public let loops: [EventLoop]
    private let name: String
    private let life = Mutex(Life())
    private let turn = Atomic<Int>(0)

    /// Creates loops that do not run yet.
    ///
    /// - Parameters:
    ///   - count: How many; `nil` for one a core.
    ///   - name: What the threads are called; at most 10 characters show.
    /// - Throws: ``EventLoopError`` where the system gives no descriptors.
    public init(count: Int? = nil, name: String = "loop") throws {
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        self.loops = try (0..<max(1, count ?? cores)).map { try EventLoop(index: $0) }
        self.name = name
    }

    /// Starts the threads. SIGPIPE is ignored from here on: a peer that is gone is an error of one write.
    public func start() {
        Signals.ignoreBrokenPipes()
        self.life.withLock { life in
            guard !life.isStarted else { return }
            life.isStarted = true
            for loop in self.loops {
                let thread = Thread.startJoinable(name: "\(self.name)-\(loop.index)") {
                    loop.executor.becomeThread()
                    loop.assumeIsolated { $0.run() }
                }
                if let thread { life.threads.append(thread) }
            }
        }
    }

    /// A loop; they take turns.
    public func next() -> EventLoop {
        let turn = self.turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return self.loops[Int(UInt(bitPattern: turn) % UInt(self.loops.count))]
    }

    /// Closes what the loops own, lets them finish their jobs, and waits until their threads have ended.
    public func stop() async {
        let threads = self.life.withLock { life in
            let threads = life.threads
            life.threads = []
            return threads
        }
        guard !threads.isEmpty else { return }
        for loop in self.loops { loop.post { $0.stop() } }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            // Joining blocks, and the caller may be on one of the loops.
            Thread.start(name: "loop-join") {
                for thread in threads { pthread_join(thread, nil) }
                continuation.resume()
            }
        }
    }
}
