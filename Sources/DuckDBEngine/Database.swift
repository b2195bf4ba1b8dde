import CDuckDB
import Engines
import Synchronization

/// An open database.
///
/// Unchecked because the imported pointer is not Sendable: DuckDB lets several threads use a database, and the lock keeps
/// connecting and closing apart.
final class Database: @unchecked Sendable {
    /// The catalog that sessions start in. Written while the engine opens, before anybody else has the database.
    private(set) var catalog = ""

    private let handle: Mutex<Handle?>
    private let claim: DatabaseFileClaim?

    /// - Throws: `unavailable` where somebody has the file, `openFailed` otherwise.
    init(path: String?, options: [(String, String)]) throws(EngineError) {
        self.claim = if let path { try DatabaseFileClaim(path) } else { nil }
        do {
            self.handle = Mutex(Handle(try Self.open(path: path, options: options)))
        } catch {
            self.claim?.release()
            throw error
        }
    }

    private static func open(path: String?, options: [(String, String)]) throws(EngineError) -> OpaquePointer {
        var config: OpaquePointer?
        guard cdk_create_config(&config) == 0 else { throw EngineError(.openFailed, "DuckDB has no memory") }
        defer { cdk_destroy_config(&config) }
        for (name, value) in options where cdk_set_config(config, name, value) != 0 {
            throw EngineError(.openFailed, "DuckDB refuses the option \(name) = \(value)")
        }
        var handle: OpaquePointer?
        var failure: UnsafeMutablePointer<CChar>?
        guard cdk_open_ext(path, &handle, config, &failure) == 0, let handle else {
            defer { cdk_free(failure) }
            let message = failure.map { String(cString: $0) } ?? "DuckDB gives no reason"
            throw EngineError(message.contains("Could not set lock on file") ? .unavailable : .openFailed, message)
        }
        return handle
    }

    /// Opens a connection.
    ///
    /// - Throws: `unavailable` where the database is closed.
    func connect() throws(EngineError) -> Connection {
        let connection = self.handle.withLock { handle -> Handle? in
            var connection: OpaquePointer?
            guard let handle, cdk_connect(handle.pointer, &connection) == 0 else { return nil }
            return connection.map(Handle.init)
        }
        guard let connection else { throw EngineError(.unavailable, "the database cannot be connected to") }
        return Connection(connection.pointer)
    }

    /// Opens a connection and sets it up.
    func connect(_ setup: ConnectionSetup) throws(EngineError) -> Connection {
        let connection = try self.connect()
        do {
            try connection.apply(setup)
        } catch {
            connection.disconnect()
            throw error
        }
        return connection
    }

    /// Learns the name of the catalog.
    func read(catalogFrom connection: Connection) throws(EngineError) {
        self.catalog = try connection.text("SELECT current_database()") ?? ""
    }

    /// Closes the database. Its file is free once all connections are closed too.
    func close() {
        self.handle.withLock { handle in
            var pointer = handle?.pointer
            if pointer != nil { cdk_close(&pointer) }
            handle = nil
        }
        self.claim?.release()
    }

    private struct Handle: @unchecked Sendable {
        // Unchecked for the same reason as the class: only ever used under its lock.
        let pointer: OpaquePointer

        init(_ pointer: OpaquePointer) {
            self.pointer = pointer
        }
    }
}
