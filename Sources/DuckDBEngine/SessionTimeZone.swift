/// The zone in which a connection shows points in time (`TIMESTAMP WITH TIME ZONE`).
///
/// Its offsets are DuckDB's own: with another time-zone database a text would not always be the moment that DuckDB reads.
struct SessionTimeZone: Sendable {
    /// No shift.
    static let utc = SessionTimeZone(name: "UTC", starts: [.min], offsets: [0])

    let name: String
    /// From which second since 1970 on each offset holds; rising, the first is the smallest number.
    private let starts: [Int64]
    /// Seconds to add to UTC.
    private let offsets: [Int64]
    /// The offset found last, and when it holds.
    private var current: Range<Int64> = 0..<0
    private var currentOffset: Int64 = 0

    private init(name: String, starts: [Int64], offsets: [Int64]) {
        self.name = name
        self.starts = starts
        self.offsets = offsets
    }

    /// Reads what ``query`` answers.
    ///
    /// - Returns: `nil` for a text of another form.
    init?(name: String, changes text: String) {
        let numbers = text.split(separator: " ").map { Int64($0) }
        var starts: [Int64] = []
        var offsets: [Int64] = []
        for index in stride(from: 0, to: numbers.count - 1, by: 2) {
            guard let start = numbers[index], let offset = numbers[index + 1], start > starts.last ?? .min else {
                return nil
            }
            starts.append(start)
            offsets.append(offset)
        }
        if starts.isEmpty { return nil }
        starts[0] = .min
        self.init(name: name, starts: starts, offsets: offsets)
    }

    /// Seconds to add to UTC at a moment, in seconds since 1970.
    mutating func offset(at second: Int64) -> Int64 {
        var second = second
        if second >= Self.end { second -= (second - Self.end) / Self.cycle * Self.cycle + Self.cycle }
        // Rows tend to come in order of time.
        if !self.current.contains(second) {
            var (low, high) = (0, self.starts.count)
            while high - low > 1 {
                let middle = (low + high) / 2
                if self.starts[middle] <= second { low = middle } else { high = middle }
            }
            self.current = self.starts[low]..<(high < self.starts.count ? self.starts[high] : .max)
            self.currentOffset = self.offsets[low]
        }
        return self.currentOffset
    }

    /// 1 January 2500. From 2100 on a zone's rules no longer change, and the calendar repeats after 400 years.
    private static let end: Int64 = 16_725_225_600
    private static let cycle: Int64 = 146_097 * 86_400

    /// Asks for all offsets of the zone in force since 1800, as `second offset second offset …`: looked at every day until
    /// 2040 and every week from then on, and where two differ, at every half of the time between.
    static let query = """
        WITH RECURSIVE looks AS (
            SELECT unnest(range(-5364662400, 2208988800, 86400) || range(2208988800, \(end), 604800)) AS s
        ), found AS (
            SELECT s, date_part('timezone', make_timestamptz(s * 1000000)) AS shift FROM looks
        ), changes AS (
            SELECT s, shift, lag(s) OVER (ORDER BY s) AS before, lag(shift) OVER (ORDER BY s) AS old FROM found
        ), halves AS (
            SELECT before AS low, s AS high, shift FROM changes WHERE old <> shift
            UNION ALL
            SELECT CASE WHEN now = shift THEN low ELSE middle END, CASE WHEN now = shift THEN middle ELSE high END, shift
            FROM (
                SELECT *, date_part('timezone', make_timestamptz(middle * 1000000)) AS now
                FROM (SELECT *, (low + high) // 2 AS middle FROM halves WHERE high - low > 1)
            )
        ), starts AS (
            SELECT high AS s, shift FROM halves WHERE high - low = 1
            UNION ALL SELECT s, shift FROM changes WHERE before IS NULL
        )
        SELECT string_agg(s || ' ' || shift, ' ' ORDER BY s) FROM starts
        """
}
