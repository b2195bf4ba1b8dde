import FoundationEssentials

/// The zone in which a connection shows points in time (`TIMESTAMP WITH TIME ZONE`).
struct SessionTimeZone: Sendable {
    /// No shift.
    static let utc = SessionTimeZone(zone: nil)

    private let zone: TimeZone?
    private var cachedKey = Int64.min
    private var cachedOffset: Int64 = 0

    private init(zone: TimeZone?) {
        self.zone = zone
    }

    /// - Returns: `nil` for a name that is not known here.
    init?(named name: String) {
        if ["UTC", "Etc/UTC", "GMT"].contains(name) {
            self = .utc
            return
        }
        guard let zone = TimeZone(identifier: name) else { return nil }
        self.init(zone: zone)
    }

    /// Seconds to add to UTC at a moment, in seconds since 1970.
    mutating func offset(at second: Int64) -> Int64 {
        guard let zone else { return 0 }
        // Since the 1970s every zone has changed on a quarter of an hour; rows tend to come in order of time.
        let key = second < 63_072_000 ? second : second - second % 900
        if key != self.cachedKey {
            self.cachedKey = key
            self.cachedOffset = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(key))))
        }
        return self.cachedOffset
    }
}
