import Synchronization

@testable import Sessions

/// A clock that stands until the test moves it.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant {
            Instant(offset: self.offset + duration)
        }

        func duration(to other: Instant) -> Duration {
            other.offset - self.offset
        }

        static func < (left: Instant, right: Instant) -> Bool {
            left.offset < right.offset
        }
    }

    private struct Sleeper: Sendable {
        var deadline: Instant
        var wakeUp: Promise<Void>
    }

    private struct State: Sendable {
        var now = Instant(offset: .zero)
        var sleepers: [Int: Sleeper] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    var now: Instant {
        self.state.withLock { $0.now }
    }

    var minimumResolution: Duration {
        .zero
    }

    /// The deadlines somebody waits for.
    var deadlines: [Duration] {
        self.state.withLock { $0.sleepers.values.map(\.deadline.offset).sorted() }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let (ticket, wakeUp) = self.state.withLock { state in
            let wakeUp = Promise<Void>()
            if deadline <= state.now { wakeUp.keep() }
            state.sleepers[state.next] = Sleeper(deadline: deadline, wakeUp: wakeUp)
            state.next += 1
            return (state.next - 1, wakeUp)
        }
        defer { self.state.withLock { $0.sleepers[ticket] = nil } }
        try await wakeUp.value()
    }

    /// Moves the time on and wakes whose deadline has come.
    func advance(by duration: Duration) {
        let due = self.state.withLock { state in
            state.now = state.now.advanced(by: duration)
            return state.sleepers.values.filter { $0.deadline <= state.now }
        }
        for sleeper in due {
            sleeper.wakeUp.keep()
        }
    }

    /// Time of day that begins at a billion seconds after 1970.
    var timeSource: TimeSource {
        TimeSource(self) { 1_000_000_000_000 + self.now.offset.milliseconds }
    }
}
