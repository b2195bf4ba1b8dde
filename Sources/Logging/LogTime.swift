import Glibc

/// A moment of the wall clock, in UTC.
struct LogTime: Sendable, Hashable {
    /// Milliseconds since 1970.
    var milliseconds: Int

    static func now() -> LogTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LogTime(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }

    /// Appends it as RFC 3339 writes it: `2026-11-26T10:00:00.123Z`.
    func append(to bytes: inout [UInt8]) {
        var seconds = time_t(self.milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        Self.append(Int(parts.tm_year) + 1900, digits: 4, to: &bytes)
        for (separator, value) in [("-", parts.tm_mon + 1), ("-", parts.tm_mday), ("T", parts.tm_hour)] {
            bytes.append(contentsOf: separator.utf8)
            Self.append(Int(value), digits: 2, to: &bytes)
        }
        for value in [parts.tm_min, parts.tm_sec] {
            bytes.append(UInt8(ascii: ":"))
            Self.append(Int(value), digits: 2, to: &bytes)
        }
        bytes.append(UInt8(ascii: "."))
        Self.append(self.milliseconds % 1000, digits: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private static func append(_ value: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
