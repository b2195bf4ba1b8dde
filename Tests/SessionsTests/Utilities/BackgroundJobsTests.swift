import Synchronization
import Testing

@testable import Sessions

@Suite("Background jobs")
struct BackgroundJobsTests {
    @Test("run whether handed over before or during the run, also by other jobs, and none after the end")
    func all() async {
        let jobs = BackgroundJobs()
        let ran = Counter()
        jobs.start { ran.add() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await jobs.run() }
            await until("the first") { ran.value == 1 }
            jobs.start {
                ran.add()
                jobs.start { ran.add() }
            }
            await until("the others") { ran.value == 3 }
            jobs.finish()
        }
        jobs.start { ran.add() }
        #expect(ran.value == 3)
    }

    @Test("what is accepted still runs when the run was cancelled")
    func cancelled() async {
        let jobs = BackgroundJobs()
        let ran = Counter()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await jobs.run() }
            group.cancelAll()
            jobs.start { ran.add() }
            await until("it ran") { ran.value == 1 }
            jobs.start { ran.add() }
            jobs.finish()
        }
        #expect(ran.value == 2)
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int {
        self.count.withLock { $0 }
    }

    func add() {
        self.count.withLock { $0 += 1 }
    }
}
