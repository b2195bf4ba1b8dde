public import DuckDBEngine
import FoundationEssentials

/// The library that tests run with: `TORII_DUCKDB_LIBRARY`, or what `scripts/setup` fetches.
public enum TestLibrary {
    /// Where it is.
    public static let path: String = {
        if let path = ProcessInfo.processInfo.environment["TORII_DUCKDB_LIBRARY"], !path.isEmpty { return path }
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root.appending(path: "var/lib/libduckdb.so").path
    }()

    /// Loads it.
    public static func load() throws -> DuckDBLibrary {
        try DuckDBLibrary.load(self.path)
    }
}
