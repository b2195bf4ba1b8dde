import Engines
import FoundationEssentials

/// Writes the fields of one column: `{"dataType":"I32_VAL","value":1}`.
struct ColumnWriter {
    private let values: ColumnValues
    private let encoding: RowEncoding
    /// All of a field before its value, the same in every row.
    private let prefix: [UInt8]

    init(_ values: ColumnValues, encoding: RowEncoding) {
        self.values = values
        self.encoding = encoding
        self.prefix = Array("{\"dataType\":\"\(Self.carrier(of: values, encoding: encoding))\",\"value\":".utf8)
    }

    func write(_ row: Int, into buffer: inout [UInt8]) {
        buffer.append(contentsOf: self.prefix)
        if self.values.isNull(at: row) {
            buffer.append(utf8: "null}")
            return
        }
        switch self.values.storage {
        case .bool(let values): buffer.append(utf8: values[row] ? "true" : "false")
        case .int8(let values): buffer.append(decimal: Int(values[row]))
        case .int16(let values): buffer.append(decimal: Int(values[row]))
        case .int32(let values): buffer.append(decimal: Int(values[row]))
        case .int64(let values): buffer.append(decimal: Int(values[row]))
        case .float(let values): self.write(values[row], into: &buffer)
        case .double(let values): Self.write(values[row], into: &buffer)
        case .text(let values): buffer.append(jsonString: values[row])
        case .binary(let values): self.write(values[row], into: &buffer)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    private static func carrier(of values: ColumnValues, encoding: RowEncoding) -> String {
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

    private func write(_ value: Float, into buffer: inout [UInt8]) {
        if self.encoding == .columnBased, value.isFinite {
            buffer.append(utf8: value.description)
        } else {
            Self.write(Double(value), into: &buffer)
        }
    }

    /// JSON has no number for those that are not finite: they go as text.
    private static func write(_ value: Double, into buffer: inout [UInt8]) {
        if value.isFinite {
            buffer.append(utf8: value.description)
        } else if value.isNaN {
            buffer.append(utf8: "\"NaN\"")
        } else {
            buffer.append(utf8: value > 0 ? "\"Infinity\"" : "\"-Infinity\"")
        }
    }

    private func write(_ value: ArraySlice<UInt8>, into buffer: inout [UInt8]) {
        switch self.encoding {
        case .columnBased:
            buffer.append(UInt8(ascii: "\""))
            buffer.append(contentsOf: Data(value).base64EncodedData())
            buffer.append(UInt8(ascii: "\""))
        case .rowBased:
            // Lossy, as the contract has it: what is no UTF-8 becomes U+FFFD.
            buffer.append(jsonString: Array(String(decoding: value, as: UTF8.self).utf8)[...])
        }
    }
}
