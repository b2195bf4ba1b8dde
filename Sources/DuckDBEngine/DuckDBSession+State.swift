import Engines

extension DuckDBSession {
    /// The order of a session's operations: one holds the connection, the others wait behind it.
    struct State<Operation: Sendable>: Sendable {
        enum Next: Sendable {
            /// Tell this one that its turn has come.
            case turn(Operation)
            /// Nothing is unfinished any more: give the pool's place back.
            case rest
            /// As ``rest``, and then close the connection.
            case close
            case nothing
        }

        enum Close: Sendable {
            /// Close the connection.
            case closeConnection
            /// Stop these; the connection follows when the last one has ended.
            case stop([Operation])
            /// Somebody else closes.
            case wait
        }

        private struct Entry {
            var id: Int
            var operation: Operation
        }

        /// The most operations of one session that may be unfinished.
        static var unfinishedLimit: Int { 100 }

        /// In the order they came; the first one holds the connection.
        private var unfinished: [Entry] = []
        private var nextID = 0
        private var isClosed = false

        /// Whether the session has nothing to do, and so no place in the pool.
        var isIdle: Bool {
            self.unfinished.isEmpty
        }

        /// Work came.
        ///
        /// - Throws: ``EngineError`` where it is refused.
        func checkAdmission() throws(EngineError) {
            if self.isClosed { throw EngineError(.sessionClosed, "the session is closed") }
            guard self.unfinished.count < Self.unfinishedLimit else {
                throw EngineError(
                    .tooManyUnfinished,
                    "the session has \(self.unfinished.count) unfinished statements, as many as it may; "
                        + "wait for some of them, or cancel them"
                )
            }
        }

        /// Work was accepted.
        ///
        /// - Parameter make: Makes its operation, given what to call it and whether its turn is now.
        mutating func accepted(_ make: (_ id: Int, _ hasTurn: Bool) -> Operation) -> Operation {
            self.nextID += 1
            let operation = make(self.nextID, self.unfinished.isEmpty)
            self.unfinished.append(Entry(id: self.nextID, operation: operation))
            return operation
        }

        /// An operation needs the connection no more, or will never need it.
        mutating func operationEnded(_ id: Int) -> Next {
            guard let index = self.unfinished.firstIndex(where: { $0.id == id }) else { return .nothing }
            self.unfinished.remove(at: index)
            guard let first = self.unfinished.first else { return self.isClosed ? .close : .rest }
            // In a closed session those that wait are about to end.
            return index == 0 && !self.isClosed ? .turn(first.operation) : .nothing
        }

        /// The session is to be closed.
        mutating func closeRequested() -> Close {
            if self.isClosed { return .wait }
            self.isClosed = true
            return self.unfinished.isEmpty ? .closeConnection : .stop(self.unfinished.map(\.operation))
        }
    }
}
