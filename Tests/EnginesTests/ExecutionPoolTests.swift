import Dispatch
import Synchronization
import Testing

@testable import Engines

@Suite("The execution pool's decisions")
struct ExecutionPoolStateTests {
    typealias State = ExecutionPool.State<Int>

    private func run(_ state: inout State, waitedInVain: Bool = false) -> Int? {
        if case .run(let job) = state.idleThreadAsks(waitedInVain: waitedInVain) { job } else { nil }
    }

    @Test("starts a thread a call up to its size, then queues, then refuses")
    func fills() {
        var state = State(size: 2, queueLimit: 1)
        #expect(state.submitted(1) == .startThread)
        #expect(self.run(&state) == 1)
        #expect(state.submitted(2) == .startThread)
        #expect(self.run(&state) == 2)
        #expect(state.submitted(3) == .queued)
        #expect(state.submitted(4) == .reject)
        #expect(state.statistics == .init(size: 2, activeCount: 2, queueSize: 1))
    }

    @Test("a burst that comes before the first thread has asked is not refused for want of a queue")
    func burst() {
        var state = State(size: 3, queueLimit: 0)
        #expect(state.submitted(1) == .startThread)
        #expect(state.submitted(2) == .startThread)
        #expect(state.submitted(3) == .startThread)
        #expect(state.submitted(4) == .reject)
    }

    @Test("wakes an idle thread rather than start one, and takes jobs in order")
    func reuses() {
        var state = State(size: 2, queueLimit: 1)
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
        var state = State(size: 1, queueLimit: 1)
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
        #expect(state.statistics == .init(size: 0, activeCount: 0, queueSize: 0))
    }

    @Test("after shutdown what waits still runs, and nothing new is taken")
    func shutDown() {
        var state = State(size: 1, queueLimit: 1)
        #expect(state.submitted(1) == .startThread)
        #expect(self.run(&state) == 1)
        #expect(state.submitted(2) == .queued)
        #expect(state.shutDown() == 1)
        #expect(state.submitted(3) == .closed)
        state.jobEnded()
        #expect(self.run(&state) == 2)
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
        release.signal()
        try await blocked
        pool.shutDown()
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
