/// All deadlines of a loop.
struct LoopTimers {
    var lists: [DeadlineList] = []
    var heap = TimerHeap()
    var sequence: UInt64 = 0

    /// How long the loop may wait, in milliseconds for epoll: rounded up, or it would wake before the deadline and spin.
    func timeout(now: Int64) -> Int32 {
        var earliest = self.heap.first?.expiry ?? Int64.max
        for list in self.lists {
            if let expiry = list.earliest, expiry < earliest { earliest = expiry }
        }
        guard earliest != Int64.max else { return -1 }
        guard earliest > now else { return 0 }
        return Int32(min((earliest - now + 999_999) / 1_000_000, 3_600_000))
    }
}

extension EventLoop {
    /// The list of deadlines of a duration; ask once and keep it.
    public func deadlines(of duration: Duration) -> DeadlineList {
        for list in self.timers.lists where list.duration == duration { return list }
        let list = DeadlineList(duration)
        self.timers.lists.append(list)
        return list
    }

    /// Runs a body on this loop once some time has passed.
    @discardableResult
    public func schedule(
        after duration: Duration,
        _ body: @escaping () -> Void
    ) -> ScheduledCall {
        self.timers.sequence += 1
        let call = ScheduledCall(
            expiry: MonotonicClock.now() + max(0, duration.nanoseconds),
            sequence: self.timers.sequence,
            body: body
        )
        self.timers.heap.insert(call)
        return call
    }

    /// Waits on this loop; other jobs run meanwhile.
    ///
    /// - Throws: `CancellationError` at once when the task is cancelled.
    public func sleep(for duration: Duration) async throws {
        let waker = Waker()
        let call = self.schedule(after: duration) { waker.wake() }
        await waker.wait(on: self)
        call.cancel(on: self)
        try Task.checkCancellation()
    }

    func expireTimers() {
        for list in self.timers.lists {
            while let (deadline, target) = list.popExpired(now: self.now) {
                target.deadlineReached(deadline, on: self)
            }
        }
        while let call = self.timers.heap.popExpired(now: self.now) { call.run(on: self) }
    }

    /// The loop ends: sleepers wake, everything else is forgotten.
    func endTimers() {
        for list in self.timers.lists { list.removeAll() }
        while let call = self.timers.heap.popExpired(now: .max) { call.run(on: self) }
    }
}
