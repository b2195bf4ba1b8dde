import Engines
import Synchronization

extension Connection {
    /// The zones that were asked for, by their names: DuckDB knows a few hundred.
    private static let zones = Mutex<[String: SessionTimeZone]>([:])

    /// Learns the zone in force, at once for one that was in force before. No result may be open.
    ///
    /// - Throws: `statementFailed` where DuckDB does not tell it: times must not be shown in another one.
    func readTimeZone() throws(EngineError) {
        let name = try self.text("SELECT current_setting('TimeZone')") ?? "UTC"
        if name == self.zone.name { return }
        if ["UTC", "Etc/UTC", "GMT"].contains(name) {
            self.zone = .utc
        } else if let zone = Self.zones.withLock({ $0[name] }) {
            self.zone = zone
        } else if let zone = SessionTimeZone(name: name, changes: try self.text(SessionTimeZone.query) ?? "") {
            Self.zones.withLock { $0[name] = zone }
            self.zone = zone
        } else {
            throw EngineError(.statementFailed, "DuckDB does not tell the offsets of the time zone \(name)")
        }
    }
}
