/// An open engine: one database in process, or one running server.
///
/// The protocol is shaped by three kinds of engine. DuckDB lives in the process and blocks; its implementation moves every
/// blocking call to an ``ExecutionPool``. HiveServer2 is remote, asynchronous, and can be picked up again by token.
/// PostgreSQL is remote and streams rows. None of them shows through.
public protocol Engine: Sendable {
    /// Name and version of what answers, for `GetInfo` and for people.
    var identity: EngineIdentity { get }

    /// Opens a session of the engine's own.
    ///
    /// - Throws: ``EngineError``, with a reason that may be shown to the client.
    func openSession(_ options: EngineSessionOptions) async throws -> any EngineSession

    /// What the engine tells of itself (contract, section 11.3), as text: flags and masks are decimal numbers, 0 stands for a
    /// length or count without a limit. Does not wait.
    ///
    /// - Returns: `nil` for what it does not tell, and for what the gateway knows better, such as the session's user.
    func information(_ type: InfoType) -> String?

    /// Ends the engine and every session left in it. Calls after the first do nothing.
    func close() async
}

/// Who an engine is.
public struct EngineIdentity: Sendable, Hashable {
    /// The product, such as `DuckDB`.
    public var product: String
    /// The product's version, such as `v2.0.1`.
    public var version: String
    /// Which engine of that product this is, unique in the node.
    public var id: String

    /// Creates an identity.
    public init(product: String, version: String, id: String) {
        self.product = product
        self.version = version
        self.id = id
    }
}

/// What a session is opened with.
public struct EngineSessionOptions: Sendable {
    /// The session's user, after proxying.
    public var user: String
    /// The database (schema) to start in; `nil` for the engine's own default.
    public var database: String?
    /// The catalog to start in; `nil` for the engine's own default.
    public var catalog: String?
    /// Settings for the engine, prefixes stripped.
    public var settings: [String: String]

    /// Creates options.
    public init(
        user: String,
        database: String? = nil,
        catalog: String? = nil,
        settings: [String: String] = [:]
    ) {
        self.user = user
        self.database = database
        self.catalog = catalog
        self.settings = settings
    }
}
