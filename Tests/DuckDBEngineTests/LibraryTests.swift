import DuckDBTestKit
import Engines
import Testing

@testable import DuckDBEngine

@Suite("Loading the library")
struct LibraryTests {
    @Test("tells its version, and loading it again does nothing")
    func version() async throws {
        let library = try TestLibrary.load()
        #expect(library.version.hasPrefix("v"))
        try await withThrowingTaskGroup(of: DuckDBLibrary.self) { group in
            for _ in 0..<20 { group.addTask { try TestLibrary.load() } }
            for try await again in group { #expect(again == library) }
        }
    }

    @Test("a path that leads nowhere is named")
    func wrongPath() {
        #expect(self.message("/nowhere/libduckdb.so").contains("/nowhere/libduckdb.so"))
        #expect(self.message("/nowhere/libduckdb.so").contains("cannot open shared object file"))
    }

    @Test("a library that is not DuckDB's is refused by name and first missing function, whatever is loaded already")
    func notDuckDB() {
        let message = self.message("libc.so.6")
        #expect(message.contains("libc.so.6"))
        #expect(message.contains("duckdb_library_version"))
    }

    private func message(_ path: String) -> String {
        do throws(EngineError) {
            _ = try DuckDBLibrary.load(path)
            return "loaded"
        } catch {
            #expect(error.code == .openFailed)
            return error.message
        }
    }
}
