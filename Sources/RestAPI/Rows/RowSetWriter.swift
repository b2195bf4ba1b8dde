public import Engines

/// Writes rows as the JSON of `GET /operations/{h}/rowset`, straight from their columns (contract, sections 4.5 and 5).
public struct RowSetWriter: Sendable {
    private let encoding: RowEncoding

    /// Creates a writer for a session's encoding.
    public init(_ encoding: RowEncoding) {
        self.encoding = encoding
    }

    /// Adds `{"rows":[…],"rowCount":n}` to a buffer.
    ///
    /// - Parameters:
    ///   - batches: The rows in order; all of one schema.
    ///   - buffer: Where to.
    public func write(_ batches: some Sequence<RowBatch>, into buffer: inout [UInt8]) {
        var rowCount = 0
        buffer.append(utf8: "{\"rows\":[")
        for batch in batches {
            let columns = batch.columns.map { ColumnWriter($0, encoding: self.encoding) }
            for row in 0..<batch.rowCount {
                buffer.append(utf8: rowCount == 0 ? "{\"fields\":[" : ",{\"fields\":[")
                for index in columns.indices {
                    if index > 0 { buffer.append(UInt8(ascii: ",")) }
                    columns[index].write(row, into: &buffer)
                }
                buffer.append(utf8: "]}")
                rowCount += 1
            }
        }
        buffer.append(utf8: "],\"rowCount\":")
        buffer.append(decimal: rowCount)
        buffer.append(UInt8(ascii: "}"))
    }
}
