import CDuckDB
import Engines

extension VectorReader {
    /// Adds the text of a row's value, which is not null.
    ///
    /// - Parameter nested: Whether it stands inside a list, map, struct or union, where strings are quoted.
    func appendText(_ row: Int, nested: Bool, to text: inout [UInt8]) {
        switch self.type {
        case .boolean:
            text.append(contentsOf: self.value(row, as: UInt8.self) == 0 ? "false".utf8 : "true".utf8)
        case .tinyint: DecimalText.append(Int64(self.value(row, as: Int8.self)), to: &text)
        case .smallint: DecimalText.append(Int64(self.value(row, as: Int16.self)), to: &text)
        case .integer: DecimalText.append(Int64(self.value(row, as: Int32.self)), to: &text)
        case .bigint: DecimalText.append(self.value(row, as: Int64.self), to: &text)
        case .utinyint: DecimalText.append(Int64(self.value(row, as: UInt8.self)), to: &text)
        case .usmallint: DecimalText.append(Int64(self.value(row, as: UInt16.self)), to: &text)
        case .uinteger: DecimalText.append(Int64(self.value(row, as: UInt32.self)), to: &text)
        case .ubigint: DecimalText.append(Int128(self.value(row, as: UInt64.self)), to: &text)
        case .hugeint: DecimalText.append(self.hugeint(row), to: &text)
        case .uhugeint:
            DecimalText.append(magnitude: UInt128(truncatingIfNeeded: self.hugeint(row)), isNegative: false, to: &text)
        case .bignum: BigNumberText.append(self.string(row), to: &text)
        case .decimal(_, let scale, let bytes):
            DecimalText.append(self.integer(row, bytes: bytes), scale: scale, to: &text)
        case .float:
            let value = self.value(row, as: Float.self)
            Self.quote(nested && !value.isFinite, &text) { FloatText.append(value, to: &$0) }
        case .double:
            let value = self.value(row, as: Double.self)
            Self.quote(nested && !value.isFinite, &text) { FloatText.append(value, to: &$0) }
        case .varchar where nested: QuotedText.append(self.string(row), to: &text)
        case .varchar: text.append(contentsOf: self.string(row))
        case .blob where nested: BlobText.appendBare(self.string(row), to: &text)
        case .blob: text.append(contentsOf: self.string(row))
        case .bit: Self.quote(nested, &text) { BitText.append(self.string(row), to: &$0) }
        case .uuid: Self.quote(nested, &text) { UUIDText.append(self.hugeint(row), to: &$0) }
        case .geometry: Self.quote(nested, &text) { GeometryText.append(self.string(row), to: &$0) }
        case .variant: self.appendVariant(row, to: &text)
        case .date: TemporalText.append(days: self.value(row, as: Int32.self), to: &text)
        case .interval: TemporalText.append(self.value(row, as: cdk_interval.self), to: &text)
        case .time(let unitsPerSecond):
            Self.quote(nested, &text) {
                TemporalText.append(timeOfDay: self.value(row), unitsPerSecond: unitsPerSecond, to: &$0)
            }
        case .timeWithZone:
            Self.quote(nested, &text) { TemporalText.append(timeWithZone: self.value(row), to: &$0) }
        case .timestamp(let unitsPerSecond, let zoned):
            self.appendTimestamp(self.value(row), unitsPerSecond: unitsPerSecond, zoned: zoned, to: &text)
        case .enumeration(let values, let bytes):
            let value = values[self.enumerationIndex(row, bytes: bytes)]
            if nested { QuotedText.append(value, to: &text) } else { text.append(contentsOf: value) }
        case .list, .array, .map, .structure, .union:
            self.appendNestedText(row, to: &text)
        case .null:
            text.append(contentsOf: "null".utf8)
        }
    }

    private func appendTimestamp(_ value: Int64, unitsPerSecond: Int64, zoned: Bool, to text: inout [UInt8]) {
        var value = value
        // Infinity is the largest number and its negative; near them no zone is applied.
        if zoned, value.magnitude < UInt64(Int64.max - 86_400 * unitsPerSecond) {
            let second = value.floorDivided(by: unitsPerSecond)
            value += self.zone.offset(at: second) * unitsPerSecond
        }
        TemporalText.append(timestamp: value, unitsPerSecond: unitsPerSecond, to: &text)
    }

    private func enumerationIndex(_ row: Int, bytes: Int) -> Int {
        switch bytes {
        case 1: Int(self.value(row, as: UInt8.self))
        case 2: Int(self.value(row, as: UInt16.self))
        default: Int(self.value(row, as: UInt32.self))
        }
    }

    private static func quote(_ nested: Bool, _ text: inout [UInt8], _ append: (inout [UInt8]) -> Void) {
        if nested { text.append(UInt8(ascii: "\"")) }
        append(&text)
        if nested { text.append(UInt8(ascii: "\"")) }
    }
}

extension Int64 {
    /// The quotient rounded down, also for negative numbers.
    func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = self.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
