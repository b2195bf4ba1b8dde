import SocketTestKit
import Testing

@testable import EventLoops

@Suite("Timers")
struct TimerTests {
    private final class Target: DeadlineTarget {
        var reached: [Int] = []
        var numbers: [ObjectIdentifier: Int] = [:]

        func deadlineReached(_ deadline: Deadline, on loop: isolated EventLoop) {
            self.reached.append(self.numbers[ObjectIdentifier(deadline)] ?? -1)
        }
    }

    private func onLoop<T: Sendable>(_ body: @Sendable (isolated EventLoop) async throws -> T) async throws -> T {
        try await withLoops { try await body($0.loops[0]) }
    }

    @Test("deadlines of a list come in order of their last arming, and not when taken back")
    func list() async throws {
        let reached = try await self.onLoop { loop in
            let target = Target()
            let list = loop.deadlines(of: .milliseconds(30))
            let other = loop.deadlines(of: .milliseconds(10))
            let deadlines = (0..<6).map { _ in Deadline() }
            for (number, deadline) in deadlines.enumerated() {
                target.numbers[ObjectIdentifier(deadline)] = number
                deadline.arm(in: list, for: target, on: loop)
            }
            deadlines[0].arm(in: list, for: target, on: loop)
            deadlines[3].disarm(on: loop)
            deadlines[5].disarm(on: loop)
            deadlines[5].disarm(on: loop)
            deadlines[4].arm(in: other, for: target, on: loop)
            try await loop.sleep(for: .milliseconds(60))
            #expect(deadlines.allSatisfy { !$0.isArmed })
            return target.reached
        }
        #expect(reached.filter { $0 != 4 } == [1, 2, 0])
        #expect(reached.contains(4))
    }

    @Test("equal durations share a list")
    func lists() async throws {
        #expect(
            try await self.onLoop { loop in
                loop.deadlines(of: .seconds(1)) === loop.deadlines(of: .milliseconds(1000))
            }
        )
    }

    @Test("scheduled calls come by their moment, and not when cancelled")
    func scheduled() async throws {
        let order = try await self.onLoop { loop in
            final class Order { var seen: [Int] = [] }
            let order = Order()
            for (number, after) in [20, 5, 10, 5].enumerated() {
                loop.schedule(after: .milliseconds(after)) { order.seen.append(number) }
            }
            let never = loop.schedule(after: .milliseconds(1)) { order.seen.append(-1) }
            never.cancel(on: loop)
            #expect(!never.isPending)
            try await loop.sleep(for: .milliseconds(40))
            return order.seen
        }
        #expect(order == [1, 3, 2, 0])
    }

    @Test("thousands of calls, taken out at random, leave the heap in order")
    func heap() {
        var generator = SystemRandomNumberGenerator()
        var heap = TimerHeap()
        var calls: [ScheduledCall] = []
        for number in 0..<5000 {
            let call = ScheduledCall(
                expiry: Int64.random(in: 0..<1000, using: &generator),
                sequence: UInt64(number)
            ) {}
            heap.insert(call)
            calls.append(call)
        }
        calls.shuffle(using: &generator)
        for call in calls.prefix(2500) { heap.remove(call) }
        var seen: [Int64] = []
        while let call = heap.popExpired(now: .max) { seen.append(call.expiry) }
        #expect(seen == calls.dropFirst(2500).map(\.expiry).sorted())
        #expect(heap.count == 0)
    }

    @Test("the wait is rounded up, so that a loop does not wake before its deadline")
    func timeout() {
        var timers = LoopTimers()
        #expect(timers.timeout(now: 5) == -1)
        timers.heap.insert(ScheduledCall(expiry: 1_000_001, sequence: 1) {})
        #expect(timers.timeout(now: 0) == 2)
        #expect(timers.timeout(now: 1_000_000) == 1)
        #expect(timers.timeout(now: 1_000_001) == 0)
    }

    @Test("a cancelled sleep ends at once and throws")
    func cancelledSleep() async throws {
        try await withLoops { group in
            let loop = group.loops[0]
            let begun = MonotonicClock.now()
            let task = Task { try await loop.sleep(for: .seconds(60)) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(MonotonicClock.now() - begun < 5_000_000_000)
        }
    }
}
