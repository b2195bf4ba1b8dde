extension DuckDBEngine {
    /// Which sessions are open, so that the database is closed after the last of them.
    struct State<Session: Sendable>: Sendable {
        enum Close: Sendable {
            /// Close these; the database follows when the last one has ended.
            case closeSessions([Session])
            case closeDatabase
            /// Somebody else closes.
            case wait
        }

        private enum Entry {
            case opening
            case open(Session)
        }

        private var entries: [Int: Entry] = [:]
        private var nextID = 0
        private var isClosing = false

        /// A session is about to be opened.
        ///
        /// - Returns: What to call it; `nil` where the engine is closed.
        mutating func sessionOpening() -> Int? {
            if self.isClosing { return nil }
            self.nextID += 1
            self.entries[self.nextID] = .opening
            return self.nextID
        }

        /// A session's connection is there.
        ///
        /// - Returns: Whether it may be used; if not, it is to be closed.
        mutating func sessionOpened(_ id: Int, _ session: Session) -> Bool {
            if self.isClosing { return false }
            self.entries[id] = .open(session)
            return true
        }

        /// A session holds nothing any more. May be told more than once.
        ///
        /// - Returns: Whether the database is to be closed now.
        mutating func sessionEnded(_ id: Int) -> Bool {
            guard self.entries.removeValue(forKey: id) != nil else { return false }
            return self.isClosing && self.entries.isEmpty
        }

        /// The engine is to be closed.
        mutating func closeRequested() -> Close {
            if self.isClosing { return .wait }
            self.isClosing = true
            if self.entries.isEmpty { return .closeDatabase }
            return .closeSessions(
                self.entries.sorted { $0.key < $1.key }.compactMap {
                    if case .open(let session) = $0.value { session } else { nil }
                }
            )
        }
    }
}
