extension DuckDBEngine {
    /// What an engine is opened with. The defaults allow nothing outside the database.
    public struct Configuration: Sendable {
        /// Where the database lives.
        public enum Location: Sendable, Hashable {
            /// In memory; gone with the engine.
            case memory
            /// In a file, created where it does not exist, together with the folder that holds it. One engine has it.
            case file(String)
        }

        /// Which engine this is, unique in the node.
        public var id: String
        /// Where the database lives.
        public var location: Location
        /// Threads for the statements of all sessions; `nil` for one a core.
        public var threads: Int?
        /// The most memory, in DuckDB's notation (`512MB`); `nil` for its default, four fifths of the machine's.
        /// It does not bind everything (constant folding): the process needs a ceiling of its own.
        public var memoryLimit: String?
        /// Where statements spill what does not fit; `nil`: beside a database file, and nowhere for one in memory.
        public var temporaryFolder: String?
        /// The most that may be spilled, in DuckDB's notation; `nil` for its default, nine tenths of the free disk.
        public var maxTempDirectorySize: String?
        /// Folders whose files statements may read, write and attach; without any, none. A folder with database files does
        /// not belong here: a statement could overwrite them.
        public var allowedFolders: [String]
        /// Statements run once when the engine opens, before it is locked down.
        public var openingStatements: [String]
        /// How long an open waits for a file that another process or engine has: it may be about to let go.
        public var fileWait: Duration = .seconds(5)
        /// How long a close waits for statements that do not heed their interrupt; DuckDB heeds it within milliseconds, but
        /// for a few things that it does in one piece.
        public var closingLimit: Duration = .seconds(5)
        /// Told, in a line, what a close has left behind.
        public var log: @Sendable (String) -> Void = { _ in }

        /// Creates a configuration.
        public init(
            id: String,
            location: Location = .memory,
            threads: Int? = nil,
            memoryLimit: String? = nil,
            temporaryFolder: String? = nil,
            maxTempDirectorySize: String? = nil,
            allowedFolders: [String] = [],
            openingStatements: [String] = []
        ) {
            self.id = id
            self.location = location
            self.threads = threads
            self.memoryLimit = memoryLimit
            self.temporaryFolder = temporaryFolder
            self.maxTempDirectorySize = maxTempDirectorySize
            self.allowedFolders = allowedFolders
            self.openingStatements = openingStatements
        }
    }
}
