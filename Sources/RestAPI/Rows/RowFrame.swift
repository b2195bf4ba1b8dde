import Engines
import Glibc

/// What stands around the values of a row, the same in every row:
/// `{"fields":[{"dataType":"I32_VAL","value":` … `},{"dataType":"STRING_VAL","value":` … `}]}`.
struct RowFrame {
    private var bytes: [UInt8] = []
    /// Where each piece ends in ``bytes``: one before each value, and one behind the last.
    private var ends: [Int] = []

    init(_ columns: [ColumnValues], _ encoding: RowEncoding) {
        for (index, column) in columns.enumerated() {
            let carrier = Self.carrier(of: column, encoding)
            self.bytes.append(utf8: index == 0 ? ",{\"fields\":[" : "},")
            self.bytes.append(utf8: "{\"dataType\":\"\(carrier)\",\"value\":")
            self.ends.append(self.bytes.count)
        }
        self.bytes.append(utf8: columns.isEmpty ? ",{\"fields\":[]}" : "}]}")
        self.ends.append(self.bytes.count)
        self.bytes.append(contentsOf: repeatElement(0, count: FieldCursor.padding))
    }

    /// The bytes of a row without its values, the comma before it included.
    var byteCount: Int {
        self.bytes.count - FieldCursor.padding
    }

    /// What stands before a column's value, or behind the last one.
    func piece(before column: Int) -> ArraySlice<UInt8> {
        self.bytes[(column == 0 ? 0 : self.ends[column - 1])..<self.ends[column]]
    }

    /// Adds rows, each after a comma but for the first of all.
    ///
    /// - Parameter texts: Their values, of all columns.
    func write(_ rowCount: Int, of texts: FieldTexts, areFirst: Bool, into buffer: inout [UInt8]) {
        let size = rowCount * self.byteCount + texts.used - (areFirst ? 1 : 0)
        let start = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: size + FieldCursor.padding))
        buffer.withUnsafeMutableBufferPointer { memory in
            guard let memory = memory.baseAddress else { return }
            var cursor = FieldCursor(memory + start)
            self.write(rowCount, of: texts, areFirst: areFirst, at: &cursor)
            precondition(cursor.position == memory + start + size, "rows take the room that was counted for them")
        }
        buffer.removeLast(FieldCursor.padding)
    }

    private func write(_ rowCount: Int, of texts: FieldTexts, areFirst: Bool, at cursor: inout FieldCursor) {
        let columnCount = self.ends.count - 1
        self.bytes.withUnsafeBufferPointer { pieces in
            texts.bytes.withUnsafeBufferPointer { values in
                texts.ends.withUnsafeBufferPointer { valueEnds in
                    self.ends.withUnsafeBufferPointer { pieceEnds in
                        guard let pieces = pieces.baseAddress else { return }
                        for row in 0..<rowCount {
                            var piece = areFirst && row == 0 ? 1 : 0
                            var index = row
                            for column in 0..<columnCount {
                                let pieceEnd = pieceEnds[column]
                                cursor.write(padded: pieces + piece, count: pieceEnd - piece)
                                piece = pieceEnd
                                let start = index == 0 ? 0 : valueEnds[index - 1]
                                if let values = values.baseAddress {
                                    cursor.write(padded: values + start, count: valueEnds[index] - start)
                                }
                                index += rowCount
                            }
                            cursor.write(padded: pieces + piece, count: pieceEnds[columnCount] - piece)
                        }
                    }
                }
            }
        }
    }

    private static func carrier(of values: ColumnValues, _ encoding: RowEncoding) -> String {
        switch values.storage {
        case .bool: "BOOL_VAL"
        case .int8: "BYTE_VAL"
        case .int16: "I16_VAL"
        case .int32: "I32_VAL"
        case .int64: "I64_VAL"
        case .float, .double: "DOUBLE_VAL"
        case .text: "STRING_VAL"
        case .binary: encoding == .columnBased ? "BINARY_VAL" : "STRING_VAL"
        }
    }
}
