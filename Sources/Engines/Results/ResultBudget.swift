import Synchronization

/// How much memory and temporary file the results below one bound may take.
public struct ResultLimits: Sendable, Hashable {
    /// Whose results the limits bind.
    public enum Scope: String, Sendable, Hashable {
        case operation
        case session
        case node
    }

    /// Whose results the limits bind.
    public var scope: Scope
    /// Bytes of rows in memory; rows beyond it go to a file.
    public var memoryBytes: Int
    /// Bytes of rows in temporary files; a result beyond it is refused.
    public var fileBytes: Int

    /// Creates limits.
    public init(scope: Scope, memoryBytes: Int, fileBytes: Int) {
        self.scope = scope
        self.memoryBytes = memoryBytes
        self.fileBytes = fileBytes
    }

    /// 32 MiB and 4 GiB: a page of a usual result never touches the disk, and one statement cannot fill it.
    public static let operation = ResultLimits(scope: .operation, memoryBytes: 32 << 20, fileBytes: 4 << 30)
    /// 128 MiB and 8 GiB.
    public static let session = ResultLimits(scope: .session, memoryBytes: 128 << 20, fileBytes: 8 << 30)
    /// 1 GiB and 64 GiB.
    public static let node = ResultLimits(scope: .node, memoryBytes: 1 << 30, fileBytes: 64 << 30)

    /// The configuration key of ``memoryBytes``.
    public var memoryKey: String {
        "torii.\(self.scope.rawValue).result.memory.max"
    }

    /// The configuration key of ``fileBytes``.
    public var fileKey: String {
        "torii.\(self.scope.rawValue).result.file.max"
    }
}

/// What the results of an operation, a session or a node take, against their limits.
///
/// Budgets form a chain: what an operation's takes is taken from its session's and its node's too, or from none.
public final class ResultBudget: Sendable {
    /// Bytes taken.
    public struct Usage: Sendable, Hashable {
        /// Bytes in memory.
        public var memoryBytes: Int
        /// Bytes in files.
        public var fileBytes: Int

        /// Creates figures, by default nothing taken.
        public init(memoryBytes: Int = 0, fileBytes: Int = 0) {
            self.memoryBytes = memoryBytes
            self.fileBytes = fileBytes
        }
    }

    private struct State: Sendable {
        var used = Usage()
        var isClosed = false
    }

    /// The limits of this budget alone.
    public let limits: ResultLimits
    private let parent: ResultBudget?
    // A budget calls its parent's while it holds its own lock, never the other way.
    private let state = Mutex(State())

    /// Creates a budget of which nothing is taken.
    public init(_ limits: ResultLimits, parent: ResultBudget? = nil) {
        self.limits = limits
        self.parent = parent
    }

    /// What is taken now.
    public var used: Usage {
        self.state.withLock { $0.used }
    }

    /// Takes memory.
    ///
    /// - Returns: `false`, and nothing taken, where this budget or one above has not enough, or is closed.
    public func takeMemory(_ bytes: Int) -> Bool {
        self.state.withLock { state in
            guard !state.isClosed, bytes <= self.limits.memoryBytes - state.used.memoryBytes else { return false }
            guard self.parent?.takeMemory(bytes) ?? true else { return false }
            state.used.memoryBytes += bytes
            return true
        }
    }

    /// Takes room in files.
    ///
    /// - Throws: ``EngineError``: `resultTooLarge`, naming the limit that was passed; `cancelled` where the budget is closed.
    public func takeFile(_ bytes: Int) throws {
        try self.state.withLock { state in
            if state.isClosed { throw EngineError.resultClosed }
            guard bytes <= self.limits.fileBytes - state.used.fileBytes else {
                throw EngineError(
                    .resultTooLarge,
                    "the result is too large: results of one \(self.limits.scope.rawValue) may take "
                        + "\(self.limits.memoryBytes) bytes of memory (\(self.limits.memoryKey)) and "
                        + "\(self.limits.fileBytes) bytes of temporary files (\(self.limits.fileKey))"
                )
            }
            try self.parent?.takeFile(bytes)
            state.used.fileBytes += bytes
        }
    }

    /// Gives room in files back, after a write that failed. Has no effect on a closed budget.
    public func giveBackFile(_ bytes: Int) {
        self.state.withLock { state in
            guard !state.isClosed else { return }
            state.used.fileBytes -= bytes
            self.parent?.giveBackFile(bytes)
        }
    }

    /// Gives everything back and lets nothing be taken any more. Calls after the first do nothing.
    public func close() {
        self.state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            self.parent?.giveBack(state.used)
            state.used = Usage()
        }
    }

    private func giveBack(_ usage: Usage) {
        self.state.withLock { state in
            guard !state.isClosed else { return }
            state.used.memoryBytes -= usage.memoryBytes
            state.used.fileBytes -= usage.fileBytes
            self.parent?.giveBack(usage)
        }
    }
}

extension EngineError {
    /// The result was closed while somebody still wrote or read it.
    static let resultClosed = EngineError(.cancelled, "the result is closed")
}
