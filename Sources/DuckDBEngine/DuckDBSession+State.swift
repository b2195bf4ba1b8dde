extension DuckDBSession {
    /// Which operations hold a connection, and which of them the session's own.
    struct State<Operation: Sendable>: Sendable {
        private var operations: [Int: Operation] = [:]
        private var nextID = 0
        private var holder: Int?
        private var isClosed = false

        /// A statement came.
        ///
        /// - Parameter make: Makes its operation, given what to call it and whether it has the session's own connection.
        /// - Returns: `nil` where the session is closed.
        mutating func submitted(_ make: (_ id: Int, _ isConnectionFree: Bool) -> Operation) -> Operation? {
            if self.isClosed { return nil }
            self.nextID += 1
            let isConnectionFree = self.holder == nil
            if isConnectionFree { self.holder = self.nextID }
            let operation = make(self.nextID, isConnectionFree)
            self.operations[self.nextID] = operation
            return operation
        }

        /// An operation needs its connection no more.
        mutating func operationEnded(_ id: Int) {
            self.operations[id] = nil
            if self.holder == id { self.holder = nil }
        }

        /// The session is to be closed.
        ///
        /// - Returns: The operations to end first, in the order they came; `nil` where somebody else closes.
        mutating func closeRequested() -> [Operation]? {
            if self.isClosed { return nil }
            self.isClosed = true
            return self.operations.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
