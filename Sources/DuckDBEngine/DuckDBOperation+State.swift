import Engines

extension DuckDBOperation {
    /// An operation's life: it waits for its turn; then steps (the run, then the batches), one at a time; between them it
    /// holds DuckDB's result, until it has released it together with the connection. The rows read last may outlive that.
    struct State: Sendable, Hashable {
        enum Request: Sendable, Hashable {
            /// Take the rows that are there.
            case takeRows
            /// Do a step.
            case step
            case atEnd
            case refuse(EngineError)
        }

        enum End: Sendable, Hashable {
            /// Keep what DuckDB holds for the next step.
            case keep
            /// Free what DuckDB holds and give the connection back, then tell ``released()``.
            case release
        }

        enum Stop: Sendable, Hashable {
            /// As ``End/release``.
            case release
            /// Say that the operation has ended: DuckDB holds nothing for it.
            case leave
            /// Interrupt the step; it releases when it returns.
            case interrupt
            /// Nothing runs, or somebody else is about to release.
            case nothing
        }

        private enum Phase: Hashable {
            /// Behind others.
            case waiting
            /// The connection is there, nothing has run.
            case ready
            case holding
            case stepping
            case releasing
            case released
        }

        private var phase: Phase
        private var hasRows = false
        private var isCancelled = false
        private var isClosed = false

        /// What a step throws once the statement was stopped.
        static let cancelled = EngineError(.cancelled, "the statement was cancelled")

        init(hasTurn: Bool) {
            self.phase = hasTurn ? .ready : .waiting
        }

        /// The connection is there.
        mutating func turnCame() {
            if self.phase == .waiting { self.phase = .ready }
        }

        /// Why a step should go no further.
        var stopReason: EngineError? {
            self.isCancelled || self.isClosed ? Self.cancelled : nil
        }

        /// Somebody wants the next rows.
        mutating func rowsRequested() -> Request {
            if let reason = self.stopReason { return .refuse(reason) }
            if self.hasRows {
                self.hasRows = false
                return .takeRows
            }
            return self.phase == .releasing || self.phase == .released ? .atEnd : .step
        }

        /// A thread is there for a step.
        ///
        /// - Returns: Why there is to be none.
        mutating func stepBegan() -> EngineError? {
            if let reason = self.stopReason { return reason }
            guard self.phase == .ready || self.phase == .holding else {
                return EngineError(.unsupported, "the operation runs, or has run, already")
            }
            self.phase = .stepping
            return nil
        }

        /// DuckDB has returned.
        ///
        /// - Parameters:
        ///   - holdsResult: Whether DuckDB can give more rows.
        ///   - hasRows: Whether it gave rows that nobody has taken yet.
        mutating func stepEnded(holdsResult: Bool, hasRows: Bool) -> End {
            let isStopped = self.stopReason != nil
            self.hasRows = hasRows && !isStopped
            if holdsResult, !isStopped {
                self.phase = .holding
                return .keep
            }
            self.phase = .releasing
            return .release
        }

        /// Somebody wants the statement stopped. Has no effect once all rows have been taken.
        mutating func cancelRequested() -> Stop {
            let isOver = self.phase == .releasing || self.phase == .released
            if isOver, !self.hasRows { return .nothing }
            self.isCancelled = true
            return self.stopped()
        }

        /// Somebody wants everything freed.
        mutating func closeRequested() -> Stop {
            self.isClosed = true
            return self.stopped()
        }

        private mutating func stopped() -> Stop {
            self.hasRows = false
            switch self.phase {
            case .waiting, .ready:
                self.phase = .releasing
                return .leave
            case .holding:
                self.phase = .releasing
                return .release
            case .stepping:
                return .interrupt
            case .releasing, .released:
                return .nothing
            }
        }

        /// Everything has been freed.
        mutating func released() {
            self.phase = .released
        }
    }
}
