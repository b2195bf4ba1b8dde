import Engines

/// The values of some rows as JSON, column by column, one value behind the other: what is put together to rows afterwards.
///
/// A column's type is looked at once for all its rows, and the memory is kept for the next ones.
struct FieldTexts {
    /// The memory; what counts of it is below ``used``.
    private(set) var bytes: [UInt8] = []
    private(set) var used = 0
    /// Where each value ends in ``bytes``: all of the first column, then all of the second, and so on.
    private(set) var ends: [Int] = []

    mutating func removeAll() {
        self.used = 0
        self.ends.removeAll(keepingCapacity: true)
    }

    /// Adds some rows' values of one column.
    mutating func add(_ column: ColumnValues, _ rows: Range<Int>, _ encoding: RowEncoding) {
        let nulls = column.nulls
        let longestInteger = FieldCursor.longestInteger
        switch column.storage {
        case .bool(let values):
            self.write(rows, nulls, most: 5) { $1.write(values[$0] ? "true" : "false") }
        case .int8(let values):
            self.write(rows, nulls, most: longestInteger) { $1.write(decimal: Int64(values[$0])) }
        case .int16(let values):
            self.write(rows, nulls, most: longestInteger) { $1.write(decimal: Int64(values[$0])) }
        case .int32(let values):
            self.write(rows, nulls, most: longestInteger) { $1.write(decimal: Int64(values[$0])) }
        case .int64(let values):
            self.write(rows, nulls, most: longestInteger) { $1.write(decimal: values[$0]) }
        case .float(let values):
            switch encoding {
            case .columnBased:
                self.write(rows, nulls, most: FieldCursor.longestNumber) { $1.write(number: values[$0]) }
            case .rowBased:
                self.write(rows, nulls, most: FieldCursor.longestNumber) { $1.write(number: Double(values[$0])) }
            }
        case .double(let values):
            self.write(rows, nulls, most: FieldCursor.longestNumber) { $1.write(number: values[$0]) }
        case .text(let values):
            self.write(text: values, rows, nulls)
        case .binary(let values):
            self.write(binary: values, rows, nulls, encoding)
        }
    }

    private mutating func write(text values: ByteSlices, _ rows: Range<Int>, _ nulls: NullMask?) {
        let ends = values.ends
        values.bytes.withUnsafeBufferPointer { bytes in
            let start = rows.lowerBound == 0 ? 0 : ends[rows.lowerBound - 1]
            let all = UnsafeBufferPointer(rebasing: bytes[start..<(rows.isEmpty ? start : ends[rows.upperBound - 1])])
            let escapes = FieldCursor.escapes(in: all)
            self.write(rows, nulls, most: 2, all: all.count + escapes) { row, cursor in
                let text = UnsafeBufferPointer(rebasing: bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]])
                if escapes == 0 {
                    cursor.write(plain: text)
                } else {
                    cursor.write(escaping: text)
                }
            }
        }
    }

    private mutating func write(
        binary values: ByteSlices,
        _ rows: Range<Int>,
        _ nulls: NullMask?,
        _ encoding: RowEncoding
    ) {
        switch encoding {
        case .columnBased:
            let ends = values.ends
            values.bytes.withUnsafeBufferPointer { bytes in
                let start = rows.lowerBound == 0 ? 0 : ends[rows.lowerBound - 1]
                let count = (rows.isEmpty ? start : ends[rows.upperBound - 1]) - start
                self.write(rows, nulls, most: 6, all: FieldCursor.base64Length(count)) { row, cursor in
                    let value = bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]]
                    cursor.write(base64: UnsafeBufferPointer(rebasing: value))
                }
            }
        case .rowBased:
            // Lossy, as the contract has it: what is no UTF-8 becomes U+FFFD.
            let texts = ByteSlices(rows.map { String(decoding: values[$0], as: UTF8.self) })
            self.write(text: texts, 0..<rows.count, nulls?.slice(rows))
        }
    }

    /// Adds a value for each row: `null`, or what `write` writes.
    ///
    /// - Parameters:
    ///   - most: The most bytes that `write` writes for one row.
    ///   - all: The most it writes for all rows beside that.
    @inline(__always)
    private mutating func write(
        _ rows: Range<Int>,
        _ nulls: NullMask?,
        most: Int,
        all: Int = 0,
        _ write: (Int, inout FieldCursor) -> Void
    ) {
        self.makeRoom(rows.count * max(most, 4) + all)
        let nulls = nulls?.words
        self.bytes.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            var cursor = FieldCursor(start + self.used)
            for row in rows {
                if let nulls, nulls[row >> 6] >> UInt64(row & 63) & 1 == 1 {
                    cursor.write("null")
                } else {
                    write(row, &cursor)
                }
                self.ends.append(cursor.position - start)
            }
            self.used = cursor.position - start
        }
    }

    private mutating func makeRoom(_ count: Int) {
        let missing = self.used + count + FieldCursor.padding - self.bytes.count
        if missing > 0 { self.bytes.append(contentsOf: repeatElement(0, count: max(missing, self.bytes.count))) }
    }
}
