import Glibc
import Synchronization

/// The clock that leases are measured on: it never goes back, and counts while the process or the machine is paused.
enum BootTime {
    /// Since the machine started.
    static var now: Duration {
        .nanoseconds(self.nanoseconds)
    }

    static var nanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// Until when the node may serve its own sessions, for whoever asks on any thread: one atomic load and one comparison.
final class LeaseClock: Sendable {
    private static let never = Int64.min

    private let deadline = Atomic(LeaseClock.never)

    /// - Parameter servesUntil: On the clock of ``BootTime``; `nil` for never.
    func publish(servesUntil: Duration?) {
        self.deadline.store(servesUntil?.wholeNanoseconds ?? Self.never, ordering: .releasing)
    }

    var mayServe: Bool {
        BootTime.nanoseconds < self.deadline.load(ordering: .acquiring)
    }

    /// How long it may still serve; `nil` where it may not.
    var rest: Duration? {
        let deadline = self.deadline.load(ordering: .acquiring)
        let now = BootTime.nanoseconds
        return now < deadline ? .nanoseconds(deadline - now) : nil
    }
}

extension Duration {
    /// Rounded down; as much as fits.
    fileprivate var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (whole, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isTooLargeNow) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return isTooLarge || isTooLargeNow ? .max : sum
    }
}
