import Engines

/// A row that holds a long value, written in slices: no slice, and no memory beside the value's own, grows with its length.
struct LongRow {
    /// From so many bytes on a value is long.
    static let length = 64 << 10
    /// How many of its bytes are written at once; a multiple of three, so that base64 needs no padding in between.
    private static let partLength = 24 << 10

    private let columns: [ColumnValues]
    private let row: Int
    /// The column that is written next, and how much of its value has been if that is long.
    private var column = 0
    private var written = 0
    private var texts = FieldTexts()

    /// - Returns: `nil` for a row that holds no long value.
    init?(_ batch: RowBatch, row: Int) {
        guard batch.columns.contains(where: { Self.long($0, row) != nil }) else { return nil }
        self.columns = batch.columns
        self.row = row
    }

    /// Writes on until the buffer has so many bytes.
    ///
    /// - Parameter isFirst: Whether no row comes before this one.
    /// - Returns: Whether all of the row is written.
    mutating func write(
        _ frame: RowFrame,
        _ encoding: RowEncoding,
        isFirst: Bool,
        upTo limit: Int,
        into buffer: inout [UInt8]
    ) -> Bool {
        while self.column < self.columns.count {
            guard buffer.count < limit else { return false }
            let values = self.columns[self.column]
            if self.written == 0 {
                buffer.append(
                    contentsOf: frame.piece(before: self.column).dropFirst(isFirst && self.column == 0 ? 1 : 0)
                )
            }
            guard let bytes = Self.long(values, self.row) else {
                self.texts.removeAll()
                self.texts.add(values, self.row..<self.row + 1, encoding)
                buffer.append(contentsOf: self.texts.bytes[..<self.texts.used])
                self.column += 1
                continue
            }
            if self.written == 0 { buffer.append(UInt8(ascii: "\"")) }
            let rest = bytes.dropFirst(self.written)
            let part = Self.part(of: rest, values, encoding)
            Self.append(part, of: values, encoding, to: &buffer)
            self.written += part.count
            if part.count == rest.count {
                buffer.append(UInt8(ascii: "\""))
                self.column += 1
                self.written = 0
            }
        }
        buffer.append(contentsOf: frame.piece(before: self.columns.count))
        return true
    }

    /// A row's value where it is a long one.
    private static func long(_ values: ColumnValues, _ row: Int) -> ArraySlice<UInt8>? {
        guard !values.isNull(at: row) else { return nil }
        switch values.storage {
        case .text(let slices), .binary(let slices):
            let bytes = slices[row]
            return bytes.count >= Self.length ? bytes : nil
        default: return nil
        }
    }

    /// The next bytes to write. Binary that becomes text is cut before the first byte of a character, so that what is mended
    /// in it stays the same: three bytes at most can follow such a one.
    private static func part(of rest: ArraySlice<UInt8>, _ values: ColumnValues, _ encoding: RowEncoding) -> ArraySlice<
        UInt8
    > {
        guard rest.count > Self.partLength, case .binary = values.storage, encoding == .rowBased else {
            return rest.prefix(Self.partLength)
        }
        let end = rest.startIndex + Self.partLength
        return rest[..<((end - 3...end).last { rest[$0] & 0xC0 != 0x80 } ?? end)]
    }

    /// Adds a part of a value, as ``FieldTexts`` writes it but for the quotes around it.
    private static func append(
        _ part: ArraySlice<UInt8>,
        of values: ColumnValues,
        _ encoding: RowEncoding,
        to buffer: inout [UInt8]
    ) {
        var slices = ByteSlices()
        slices.append(part)
        var texts = FieldTexts()
        if case .binary = values.storage {
            texts.add(ColumnValues(.binary(slices)), 0..<1, encoding)
        } else {
            texts.add(ColumnValues(.text(slices)), 0..<1, encoding)
        }
        buffer.append(contentsOf: texts.bytes[1..<texts.used - 1])
    }
}
