/// Lets a few lines through in each interval and counts the rest: an unreachable server makes the library log some sixty
/// lines a second.
struct LogLimiter: Sendable {
    private let limit: Int
    private let interval: Duration
    private var intervalStart: ContinuousClock.Instant?
    private var passed = 0
    private var leftOut = 0

    init(limit: Int = 10, interval: Duration = .seconds(10)) {
        self.limit = limit
        self.interval = interval
    }

    /// A line was logged. Answers the lines to pass on, none or one, after an interval with losses two.
    mutating func lineLogged(_ line: String, at now: ContinuousClock.Instant) -> [String] {
        var lines: [String] = []
        if let start = self.intervalStart, now - start < self.interval {
            guard self.passed < self.limit else {
                self.leftOut += 1
                return []
            }
        } else {
            if self.leftOut > 0 {
                lines.append("\(self.leftOut) lines left out")
            }
            self.intervalStart = now
            self.passed = 0
            self.leftOut = 0
        }
        self.passed += 1
        lines.append(line)
        return lines
    }
}
