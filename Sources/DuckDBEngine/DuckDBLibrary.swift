import CDuckDB
public import Engines

#if canImport(Glibc)
    import Glibc
#endif

/// DuckDB's shared library, opened at run time: any `libduckdb` from 2.0 on.
///
/// A value of this type is the proof that every function was found; nothing of DuckDB can be called without one.
public struct DuckDBLibrary: Sendable, Hashable {
    /// The library's own version, such as `v2.0.1`.
    public let version: String

    /// Opens the library. Opening the same one again does nothing; a process has one.
    ///
    /// - Parameter path: The file, or a name the dynamic linker finds.
    /// - Throws: ``EngineError`` with the code `openFailed`, naming the library and the reason or the first missing function.
    public static func load(_ path: String) throws(EngineError) -> DuckDBLibrary {
        if let failure = cdk_load(path) {
            defer { free(failure) }
            throw EngineError(.openFailed, String(cString: failure))
        }
        let version = String(cString: cdk_library_version())
        if version.hasPrefix("v0.") || version.hasPrefix("v1.") {
            throw EngineError(.openFailed, "\(path): DuckDB \(version) is too old; 2.0 or later is needed")
        }
        return DuckDBLibrary(version: version)
    }
}
