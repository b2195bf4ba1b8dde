import Glibc

/// One moment on two clocks: what people and clients read, and what time-outs are counted by.
public struct Moment: Sendable, Hashable {
    /// Milliseconds since 1970 UTC. May jump when the machine's clock is set.
    public var wall: Int64
    /// Milliseconds of a clock that only goes forward, from an arbitrary start.
    public var uptime: Int64

    /// Creates a moment.
    public init(wall: Int64, uptime: Int64) {
        self.wall = wall
        self.uptime = uptime
    }

    /// Milliseconds from another moment to this one, by the clock that only goes forward.
    public func millisecondsSince(_ earlier: Moment) -> Int64 {
        self.uptime - earlier.uptime
    }
}

/// Where a ``SessionManager`` reads the time and waits, so that tests can move it by hand.
public struct TimeSource: Sendable {
    private let read: @Sendable () -> Moment
    private let wait: @Sendable (Duration) async throws -> Void

    /// Creates a source from a clock.
    ///
    /// - Parameters:
    ///   - clock: What time-outs are counted and waited by.
    ///   - wall: The time of day, in milliseconds since 1970 UTC.
    public init<C: Clock>(
        _ clock: C,
        wall: @escaping @Sendable () -> Int64
    ) where C.Duration == Duration {
        let start = clock.now
        self.read = { Moment(wall: wall(), uptime: start.duration(to: clock.now).milliseconds) }
        self.wait = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    }

    /// The machine's own clocks; waiting time counts while the machine sleeps.
    public static let system = TimeSource(
        read: { Moment(wall: Self.milliseconds(CLOCK_REALTIME), uptime: Self.milliseconds(CLOCK_BOOTTIME)) },
        wait: { try await Task.sleep(for: $0, clock: .continuous) }
    )

    private init(read: @escaping @Sendable () -> Moment, wait: @escaping @Sendable (Duration) async throws -> Void) {
        self.read = read
        self.wait = wait
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// This moment.
    public func now() -> Moment {
        self.read()
    }

    /// Waits.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(for duration: Duration) async throws {
        try await self.wait(duration)
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
