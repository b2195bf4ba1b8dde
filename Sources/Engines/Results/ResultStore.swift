import Synchronization

/// The rows of one operation, written once in order and readable by position any number of times.
///
/// Rows stay in memory up to the limits of the store's ``ResultBudget`` and those above it; further batches go to a
/// temporary file that has no name, so that nothing of it survives the process. Files are written and read on an
/// ``ExecutionPool``; give the stores a pool of their own, so that
/// neither waits behind statements. A write is never refused, for its statement was accepted; a read is where the pool is
/// full, and may be tried again.
public final class ResultStore: Sendable {
    /// Where a batch is.
    enum Place: Sendable {
        case memory(RowBatch)
        case file(offset: Int, layout: BatchLayout)
    }

    struct State: Sendable {
        var places: [Place] = []
        /// The position of each batch's first row.
        var starts: [Int] = []
        var rowCount = 0
        var file: SpillFile?
        var isClosed = false

        mutating func add(_ place: Place, rows: Int) {
            self.places.append(place)
            self.starts.append(self.rowCount)
            self.rowCount += rows
        }
    }

    /// What the store has taken.
    public let budget: ResultBudget
    let directory: String
    let pool: ExecutionPool
    let state = Mutex(State())

    /// Creates an empty store.
    ///
    /// - Parameters:
    ///   - limits: The bounds of this operation.
    ///   - parent: The session's budget, which has the node's above it.
    ///   - directory: The folder for the temporary file; the file is made when it is needed.
    ///   - pool: The threads for reading and writing it.
    public init(_ limits: ResultLimits, parent: ResultBudget?, directory: String, pool: ExecutionPool) {
        self.budget = ResultBudget(limits, parent: parent)
        self.directory = directory
        self.pool = pool
    }

    /// The rows stored so far.
    public var rowCount: Int {
        self.state.withLock { $0.rowCount }
    }

    /// Adds rows at the end. One caller at a time.
    ///
    /// - Throws: ``EngineError``: `resultTooLarge` past a limit on files, `cancelled` after ``close()``, and
    ///   `unavailable` where the file cannot be written.
    public func append(_ batch: RowBatch) async throws {
        guard batch.rowCount > 0 else { return }
        guard self.budget.takeMemory(batch.byteCount) else {
            try await self.spill(batch)
            return
        }
        // Where the store was closed meanwhile, so was the budget, and nothing is left taken.
        try self.add(.memory(batch), rows: batch.rowCount)
    }

    /// The rows from a position on, as slices of the batches they came in.
    ///
    /// - Parameters:
    ///   - position: The first row wanted, from 0. Past the end there are no rows.
    ///   - maxRows: The most rows to answer; all that are there, if so many.
    ///   - maxBytes: How many bytes to answer, roughly; what is left out is read from its position. One batch is the least.
    /// - Throws: ``EngineError``: `cancelled` after ``close()``, `poolFull`, `unavailable` where the file cannot be read.
    public func read(at position: Int, maxRows: Int, maxBytes: Int = .max) async throws -> [RowBatch] {
        let (parts, file) = try self.state.withLock { state in
            if state.isClosed { throw EngineError.resultClosed }
            return (Self.parts(of: state, at: position, maxRows: maxRows, maxBytes: maxBytes), state.file)
        }
        let slices = { @Sendable in
            try parts.map { part in
                switch part.place {
                case .memory(let batch): batch.slice(part.rows)
                case .file(let offset, let layout): try Self.read(file, offset: offset, layout, part.rows)
                }
            }
        }
        // Batches in memory cost no thread.
        return parts.contains(where: \.isInFile) ? try await self.pool.run(slices) : try slices()
    }

    /// Gives memory, disk and file descriptor back. Calls after the first do nothing.
    public func close() {
        let file = self.state.withLock { state in
            let file = state.file
            state = State()
            state.isClosed = true
            return file
        }
        self.budget.close()
        // The file ends with its last reference: a read or write under way on the pool holds one too.
        _ = file
    }

    func add(_ place: Place, rows: Int) throws {
        try self.state.withLock { state in
            if state.isClosed { throw EngineError.resultClosed }
            state.add(place, rows: rows)
        }
    }
}

extension ResultStore {
    /// Some rows of one batch.
    private struct Part: Sendable {
        var place: Place
        var rows: Range<Int>

        var isInFile: Bool {
            if case .file = self.place { true } else { false }
        }

        /// The bytes of the rows, roughly: their share of the batch's.
        var byteCount: Int {
            switch self.place {
            case .memory(let batch): batch.byteCount / batch.rowCount * self.rows.count
            case .file(_, let layout): layout.size / layout.rowCount * self.rows.count
            }
        }
    }

    private static func parts(of state: State, at position: Int, maxRows: Int, maxBytes: Int) -> [Part] {
        let first = min(max(position, 0), state.rowCount)
        let end = first + min(max(maxRows, 0), state.rowCount - first)
        guard first < end else { return [] }
        var parts: [Part] = []
        var byteCount = 0
        var index = Self.batch(holding: first, starts: state.starts)
        while index < state.starts.count, state.starts[index] < end {
            let start = state.starts[index]
            let next = index + 1 < state.starts.count ? state.starts[index + 1] : state.rowCount
            let part = Part(place: state.places[index], rows: max(first, start) - start..<min(end, next) - start)
            byteCount += part.byteCount
            if byteCount > maxBytes, !parts.isEmpty { break }
            parts.append(part)
            index += 1
        }
        return parts
    }

    /// The last batch that starts at or before a row.
    private static func batch(holding row: Int, starts: [Int]) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }
}
