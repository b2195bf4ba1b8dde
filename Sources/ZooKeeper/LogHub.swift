internal import CZooKeeper
import Synchronization

/// Brings the C library's log lines to the clients: its callback has no context, so that every client gets every line.
enum LogHub {
    private final class Sink: Sendable {
        let log: @Sendable (String) -> Void
        let limiter = Mutex(LogLimiter())

        init(_ log: @escaping @Sendable (String) -> Void) {
            self.log = log
        }
    }

    private static let sinks = Mutex<[ObjectIdentifier: Sink]>([:])
    /// The level is the process's, not the handle's.
    private static let setLevelOnce: Void = zoo_set_debug_level(ZOO_LOG_LEVEL_ERROR)

    /// Starts to deliver to an owner.
    static func add(_ owner: AnyObject, _ log: (@Sendable (String) -> Void)?) {
        _ = self.setLevelOnce
        guard let log else { return }
        self.sinks.withLock { $0[ObjectIdentifier(owner)] = Sink(log) }
    }

    /// Ends it.
    static func remove(_ owner: AnyObject) {
        _ = self.sinks.withLock { $0.removeValue(forKey: ObjectIdentifier(owner)) }
    }

    /// The library logged a line.
    static func lineLogged(_ line: String) {
        let now = ContinuousClock.now
        for sink in self.sinks.withLock({ Array($0.values) }) {
            for passed in sink.limiter.withLock({ $0.lineLogged(line, at: now) }) {
                sink.log(passed)
            }
        }
    }
}
