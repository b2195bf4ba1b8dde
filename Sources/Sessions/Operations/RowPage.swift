public import Engines

/// One page of a result, given in slices: what a page takes does not grow with its length.
///
/// The slices may be asked for more than once; they are those of the rows that the page was taken of, whatever other callers
/// fetch meanwhile.
public struct RowPage: Sendable, AsyncSequence {
    /// A slice: some rows, column by column; never an empty one.
    public typealias Element = RowBatch
    /// What ends a page in its middle: ``SessionError`` with `unknownOperation` when it was closed meanwhile, `unavailable`.
    public typealias Failure = SessionError

    /// The most rows of a slice.
    static let sliceRows = 2048
    /// The bytes from which on a slice has fewer rows than that.
    static let sliceBytes = 8 << 20

    /// The columns.
    public let schema: ResultSchema
    /// Where the rows stand in the result, from 0.
    public let rows: Range<Int>
    /// The first slice, read already.
    let first: [RowBatch]
    let operation: Operation

    /// How many rows all slices have together.
    public var rowCount: Int {
        self.rows.count
    }

    /// The slices, in order.
    public func makeAsyncIterator() -> Slices {
        Slices(self)
    }

    /// Gives the slices of a page, one after the other.
    public struct Slices: AsyncIteratorProtocol {
        private let operation: Operation
        private let end: Int
        /// Read and not yet given, the next one last.
        private var ready: [RowBatch]
        private var position: Int

        init(_ page: RowPage) {
            self.operation = page.operation
            self.end = page.rows.upperBound
            self.ready = page.first.reversed()
            self.position = page.rows.lowerBound + page.first.reduce(0) { $0 + $1.rowCount }
        }

        /// The next slice; `nil` at the end.
        ///
        /// - Throws: ``SessionError``: the page cannot go on.
        public mutating func next() async throws(SessionError) -> RowBatch? {
            try await self.next(isolation: #isolation)
        }

        /// The next slice; `nil` at the end.
        ///
        /// - Throws: ``SessionError``: the page cannot go on.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(SessionError) -> RowBatch? {
            if self.ready.isEmpty, self.position < self.end {
                let slice = try await self.operation.readSlice(self.position..<self.end)
                self.position += slice.reduce(0) { $0 + $1.rowCount }
                self.ready = slice.reversed()
            }
            return self.ready.popLast()
        }
    }
}
