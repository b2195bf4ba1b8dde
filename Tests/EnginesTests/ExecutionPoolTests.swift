import Dispatch
import Synchronization
import Testing

@testable import Engines

@Suite("The decisions of worker threads")
struct WorkerThreadsStateTests {
    typealias State = WorkerThreads.State<Int>

    private func run(_ state: inout State, waitedInVain: Bool = false) -> Int? {
        if case .run(let job) = state.idleThreadAsks(waitedInVain: waitedInVain) { job } else { nil }
    }

    @Test("starts a thread a call up to their number, then queues")
    func fills() {
        var state = State(size: 2)
        #expect(state.submitted(1) == .startThread)
        #expect(self.run(&state) == 1)
        #expect(state.submitted(2) == .startThread)
        #expect(self.run(&state) == 2)
        #expect(state.submitted(3) == .queued)
        #expect(state.submitted(4) == .queued)
        #expect(state.figures == (threads: 2, active: 2, waiting: 2))
    }

    @Test("wakes an idle thread rather than start one, and takes jobs in order")
    func reuses() {
        var state = State(size: 2)
        #expect(state.submitted(1) == .startThread)
        #expect(self.run(&state) == 1)
        state.jobEnded()
        #expect(state.submitted(2) == .wakeThread)
        #expect(state.submitted(3) == .startThread)
        #expect(self.run(&state) == 2)
        #expect(self.run(&state) == 3)
    }

    @Test("a thread that waited in vain leaves, unless a job came in that moment")
    func keepAlive() {
        var state = State(size: 1)
        #expect(state.submitted(1) == .startThread)
        #expect(self.run(&state) == 1)
        state.jobEnded()
        #expect(state.submitted(2) == .wakeThread)
        #expect(self.run(&state, waitedInVain: true) == 2)
        state.jobEnded()
        guard case .exit = state.idleThreadAsks(waitedInVain: true) else {
            Issue.record("the thread stays")
            return
        }
        #expect(state.figures == (threads: 0, active: 0, waiting: 0))
    }

    @Test("after shutdown what waits still runs, and then the threads leave")
    func shutDown() {
        var state = State(size: 1)
        #expect(state.submitted(1) == .startThread)
        #expect(self.run(&state) == 1)
        #expect(state.submitted(2) == .queued)
        #expect(state.shutDown() == 1)
        state.jobEnded()
        #expect(self.run(&state) == 2)
        state.jobEnded()
        guard case .exit = state.idleThreadAsks(waitedInVain: false) else {
            Issue.record("the thread stays")
            return
        }
    }
}

@Suite("The execution pool")
struct ExecutionPoolTests {
    @Test("answers what the call returns and throws what it throws")
    func results() async throws {
        let pool = ExecutionPool()
        #expect(try await pool.run { 6 * 7 } == 42)
        await #expect(throws: EngineError(.statementFailed, "no")) {
            try await pool.run { throw EngineError(.statementFailed, "no") }
        }
        pool.shutDown()
    }

    @Test("runs no more calls at once than its size, and every accepted call once")
    func bounded() async throws {
        var configuration = ExecutionPool.Configuration()
        configuration.size = 4
        configuration.queueLimit = 1000
        let pool = ExecutionPool(configuration)
        let gauge = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask { try await pool.run { gauge.pass() } }
            }
            try await group.waitForAll()
        }
        #expect(gauge.figures.total == 500)
        #expect(gauge.figures.most <= 4)
        pool.shutDown()
    }

    @Test("refuses a call when all threads are busy and the queue is full")
    func full() async throws {
        var configuration = ExecutionPool.Configuration()
        configuration.size = 1
        configuration.queueLimit = 0
        let pool = ExecutionPool(configuration)
        let begun = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        async let blocked: Void = pool.run {
            begun.continuation.yield()
            release.wait()
        }
        for await _ in begun.stream { break }
        do {
            try await pool.run {}
            Issue.record("a call past the bounds was taken")
        } catch let error as EngineError {
            #expect(error.code == .poolFull)
        }
        #expect(pool.statistics == .init(size: 1, activeCount: 1, queueSize: 0))
        // Freeing has threads of its own.
        await withCheckedContinuation { continuation in pool.startFreeing { continuation.resume() } }
        release.signal()
        try await blocked
        pool.shutDown()
    }

    @Test("who has a place is never refused, and a place given back is free for the next")
    func places() async throws {
        var configuration = ExecutionPool.Configuration()
        configuration.size = 1
        configuration.queueLimit = 1
        let pool = ExecutionPool(configuration)
        try pool.takePlace()
        try pool.takePlace()
        #expect(throws: EngineError.self) { try pool.takePlace() }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<50 { group.addTask { try await pool.carryOn { number } } }
            var sum = 0
            for try await number in group { sum += number }
            #expect(sum == 1225)
        }
        pool.giveBackPlace()
        try await pool.run {}
        pool.shutDown()
        do {
            try pool.takePlace()
            Issue.record("new work was taken after the shutdown")
        } catch {
            #expect(error.code == .unavailable)
        }
        // What was accepted is carried to its end.
        #expect(try await pool.carryOn { 1 } == 1)
        pool.giveBackPlace()
    }
}

/// Counts who is inside.
private final class Gauge: Sendable {
    private let state = Mutex((now: 0, most: 0, total: 0))

    var figures: (now: Int, most: Int, total: Int) {
        self.state.withLock { $0 }
    }

    func pass() {
        self.state.withLock {
            $0.now += 1
            $0.most = max($0.most, $0.now)
            $0.total += 1
        }
        self.state.withLock { $0.now -= 1 }
    }
}
