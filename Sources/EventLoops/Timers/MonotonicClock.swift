import Glibc

/// The clock of the loops.
public enum MonotonicClock {
    /// Nanoseconds since some moment; it stands while the machine sleeps.
    public static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    /// The duration in whole nanoseconds; very long ones are cut to about 146 years.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        guard seconds < Int64.max / 2_000_000_000 else { return Int64.max / 2 }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
