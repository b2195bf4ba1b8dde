public import Engines

/// Writes rows as the JSON of `GET /operations/{h}/rowset`, straight from their columns and in slices, so that the whole
/// never stands in memory (contract, sections 4.5 and 5).
///
/// A slice has about ``sliceSize`` bytes and takes well under a millisecond; a long value is spread over many.
public struct RowSetWriter: Sendable {
    /// The bytes that a slice is meant to have.
    public static let sliceSize = 64 << 10

    private let encoding: RowEncoding
    private var batches: [RowBatch] = []
    private var batch = 0
    private var row = 0
    private var rowCount = 0
    private var hasBegun = false
    private var texts = FieldTexts()
    /// The row that is written in slices, if it is one.
    private var longRow: LongRow?

    /// Creates a writer for a session's encoding.
    public init(_ encoding: RowEncoding) {
        self.encoding = encoding
    }

    /// Takes the next rows, of the same schema as those before, once those are written.
    public mutating func add(_ batches: [RowBatch]) {
        precondition(!self.hasRows, "rows are written before more are added")
        self.batches = batches
        self.batch = 0
    }

    /// Whether rows are there that were not written yet.
    public var hasRows: Bool {
        self.batch < self.batches.count
    }

    /// Adds the next slice of the rows that are there to a buffer.
    public mutating func write(into buffer: inout [UInt8]) {
        self.begin(&buffer)
        let limit = buffer.count + Self.sliceSize
        while self.hasRows {
            guard self.writeRows(of: self.batches[self.batch], upTo: limit, into: &buffer) else { return }
        }
    }

    /// Adds what stands behind the last row: `],"rowCount":n}`.
    public mutating func end(into buffer: inout [UInt8]) {
        self.begin(&buffer)
        buffer.append(utf8: "],\"rowCount\":")
        buffer.append(decimal: self.rowCount)
        buffer.append(UInt8(ascii: "}"))
    }

    private mutating func begin(_ buffer: inout [UInt8]) {
        if !self.hasBegun { buffer.append(utf8: "{\"rows\":[") }
        self.hasBegun = true
    }

    /// - Returns: Whether all of the batch is written.
    private mutating func writeRows(of batch: RowBatch, upTo limit: Int, into buffer: inout [UInt8]) -> Bool {
        let frame = RowFrame(batch.columns, self.encoding)
        while self.row < batch.rowCount {
            let left = limit - buffer.count
            guard left > 0 else { return false }
            let rows = self.row..<self.row + self.rows(of: batch, in: left, frame: frame.byteCount)
            if rows.count == 1, let isDone = self.writeLongRow(of: batch, frame, upTo: limit, into: &buffer) {
                guard isDone else { return false }
                continue
            }
            self.texts.removeAll()
            for column in batch.columns {
                self.texts.add(column, rows, self.encoding)
            }
            frame.write(rows.count, of: self.texts, areFirst: self.rowCount == 0, into: &buffer)
            self.row = rows.upperBound
            self.rowCount += rows.count
        }
        self.batch += 1
        self.row = 0
        return true
    }

    /// - Returns: Whether all of the row is written; `nil` where it holds no long value.
    private mutating func writeLongRow(
        of batch: RowBatch,
        _ frame: RowFrame,
        upTo limit: Int,
        into buffer: inout [UInt8]
    ) -> Bool? {
        guard var long = self.longRow ?? LongRow(batch, row: self.row) else { return nil }
        self.longRow = nil
        if !long.write(frame, self.encoding, isFirst: self.rowCount == 0, upTo: limit, into: &buffer) {
            self.longRow = long
            return false
        }
        self.row += 1
        self.rowCount += 1
        return true
    }

    /// How many of a batch's next rows fit, roughly; at least one.
    private func rows(of batch: RowBatch, in room: Int, frame: Int) -> Int {
        // Of a number's digits, 8 are a fair guess.
        var count = min(batch.rowCount - self.row, max(1, room / (frame + 8 * batch.columns.count)))
        let texts = batch.columns.compactMap { column in
            switch column.storage {
            case .text(let values), .binary(let values): values.ends
            default: nil
            }
        }
        let size = { (count: Int) in
            texts.reduce(count * frame) { $0 + $1[self.row + count - 1] - (self.row == 0 ? 0 : $1[self.row - 1]) }
        }
        while count > 1, size(count) > room { count /= 2 }
        return count
    }
}
