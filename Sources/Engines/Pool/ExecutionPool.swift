import Synchronization

/// Threads for calls that block, such as DuckDB's, so that none of them ever sits on an event loop or on Swift's own pool.
///
/// Admission and work are two things. New work takes a *place*, of which there are ``Configuration/size`` and
/// ``Configuration/queueLimit``; one more is refused. Whoever has a place has its calls run, however many one after the
/// other, at most ``Configuration/size`` of all at once, and none of them is refused. What frees something runs on threads
/// of its own, so that it never waits behind work.
public final class ExecutionPool: Sendable {
    /// The pool's bounds. The defaults are the contract's (section 13, `kyuubi.backend.server.exec.pool.*`).
    public struct Configuration: Sendable {
        /// The most calls that run at once.
        public var size = 100
        /// How many places there are beyond ``size``.
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

    /// Freeing is short, as a rule; a few threads at once keep one slow call from delaying the others.
    private static let freeingThreads = 4

    private struct Places {
        var taken = 0
        var isShutDown = false
    }

    private let configuration: Configuration
    private let places = Mutex(Places())
    private let workers: WorkerThreads
    private let freers: WorkerThreads

    /// Creates a pool without threads.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        self.workers = WorkerThreads(name: "torii-exec", size: configuration.size, keepAlive: configuration.keepAlive)
        self.freers = WorkerThreads(
            name: "torii-free",
            size: Self.freeingThreads,
            keepAlive: configuration.keepAlive
        )
    }

    /// The figures of this moment.
    public var statistics: Statistics {
        let figures = self.workers.figures
        return Statistics(size: figures.threads, activeCount: figures.active, queueSize: figures.waiting)
    }

    /// Takes a place, which entitles to ``carryOn(_:)`` until ``giveBackPlace()``. Does not block.
    ///
    /// - Throws: ``EngineError``: `poolFull` where every place is taken, `unavailable` after ``shutDown()``.
    public func takePlace() throws(EngineError) {
        try self.places.withLock { (places) throws(EngineError) in
            if places.isShutDown { throw EngineError(.unavailable, "the execution pool is shut down") }
            guard places.taken < self.configuration.size + self.configuration.queueLimit else {
                throw EngineError(
                    .poolFull,
                    "the execution pool is full: \(self.configuration.size) may run and "
                        + "\(self.configuration.queueLimit) wait; try again later"
                )
            }
            places.taken += 1
        }
    }

    /// Gives a place back. Every place taken must be given back once.
    public func giveBackPlace() {
        self.places.withLock { places in
            precondition(places.taken > 0, "a place is given back once")
            places.taken -= 1
        }
    }

    /// Runs new work: one blocking call with a place of its own.
    ///
    /// - Throws: ``EngineError`` as ``takePlace()``, and what `call` throws.
    public func run<Value: Sendable>(_ call: @escaping @Sendable () throws -> Value) async throws -> Value {
        try self.takePlace()
        defer { self.giveBackPlace() }
        return try await self.carryOn(call)
    }

    /// Runs a blocking call of work that has its place already; it is never refused.
    ///
    /// - Throws: What `call` throws.
    public func carryOn<Value: Sendable>(_ call: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await self.workers.run(call)
    }

    /// Runs a call that frees something on the threads for that, without waiting for it. It is never refused.
    public func startFreeing(_ call: @escaping @Sendable () -> Void) {
        self.freers.start(call)
    }

    /// Refuses new work from now on. What has its place still runs; idle threads end.
    public func shutDown() {
        self.places.withLock { $0.isShutDown = true }
        self.workers.shutDown()
        self.freers.shutDown()
    }
}
