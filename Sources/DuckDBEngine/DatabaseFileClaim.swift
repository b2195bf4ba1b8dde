import Engines
import FoundationEssentials
import Synchronization

/// Keeps two engines of this process from opening one file.
///
/// DuckDB's own lock works between processes only: within one it opens a file twice without a word, and the two instances
/// then overwrite each other.
struct DatabaseFileClaim: Sendable {
    private static let claimed = Mutex<Set<String>>([])

    private let path: String

    /// - Throws: `unavailable` where the file is claimed.
    init(_ path: String) throws(EngineError) {
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard Self.claimed.withLock({ $0.insert(path).inserted }) else {
            throw EngineError(.unavailable, "the database \(path) is open in another engine of this process")
        }
        self.path = path
    }

    /// Gives the file free. Must follow the closing of the database.
    func release() {
        _ = Self.claimed.withLock { $0.remove(self.path) }
    }
}
