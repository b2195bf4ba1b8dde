import CDuckDB

/// VARIANT: a value that says its own type, written as JSON.
///
/// DuckDB keeps for each row the keys of all objects in it, a list of values (type and place), the objects' and arrays'
/// members (key and value, by number), and the bytes in which the values stand.
extension VectorReader {
    /// Adds the JSON text of a row's variant, which is not null.
    func appendVariant(_ row: Int, to text: inout [UInt8]) {
        guard !self.children[2].items(row).isEmpty else { return text.append(contentsOf: "null".utf8) }
        self.appendVariantValue(0, of: row, to: &text)
    }

    /// Where a row's keys (0), members (1) or values (2) begin.
    private func items(of part: Int, _ row: Int) -> Int {
        self.children[part].items(row).lowerBound
    }

    private func appendVariantValue(_ index: Int, of row: Int, to text: inout [UInt8]) {
        let place = self.items(of: 2, row) + index
        let value = self.children[2].children[0]
        let kind = VariantKind(rawValue: value.children[0].value(place, as: UInt8.self))
        let data = self.children[3].string(row)
        var bytes = VariantBytes(data, from: Int(value.children[1].value(place, as: UInt32.self)))
        switch kind {
        case .object, .array: self.appendVariantMembers(&bytes, of: row, areNamed: kind == .object, to: &text)
        case let kind?: self.append(kind, &bytes, to: &text)
        case nil: text.append(contentsOf: "null".utf8)
        }
    }

    private func appendVariantMembers(
        _ bytes: inout VariantBytes,
        of row: Int,
        areNamed: Bool,
        to text: inout [UInt8]
    ) {
        let count = bytes.nextLength()
        // Where the first member stands is left out where there is none.
        let first = count > 0 ? self.items(of: 1, row) + bytes.nextLength() : 0
        let member = self.children[1].children[0]
        let keys = self.items(of: 0, row)
        text.append(UInt8(ascii: areNamed ? "{" : "["))
        for index in 0..<count {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            let place = first + index
            if areNamed {
                let key = keys + Int(member.children[0].value(place, as: UInt32.self))
                QuotedText.append(self.children[0].children[0].string(key), to: &text)
                text.append(UInt8(ascii: ":"))
            }
            self.appendVariantValue(Int(member.children[1].value(place, as: UInt32.self)), of: row, to: &text)
        }
        text.append(UInt8(ascii: areNamed ? "}" : "]"))
    }

    private func append(_ kind: VariantKind, _ bytes: inout VariantBytes, to text: inout [UInt8]) {
        switch kind {
        case .null, .object, .array: text.append(contentsOf: "null".utf8)
        case .`true`: text.append(contentsOf: "true".utf8)
        case .`false`: text.append(contentsOf: "false".utf8)
        case .int8: DecimalText.append(Int64(bytes.next(Int8(0))), to: &text)
        case .int16: DecimalText.append(Int64(bytes.next(Int16(0))), to: &text)
        case .int32: DecimalText.append(Int64(bytes.next(Int32(0))), to: &text)
        case .int64: DecimalText.append(bytes.next(Int64(0)), to: &text)
        case .int128: DecimalText.append(bytes.nextHugeint(), to: &text)
        case .uint8: DecimalText.append(Int64(bytes.next(UInt8(0))), to: &text)
        case .uint16: DecimalText.append(Int64(bytes.next(UInt16(0))), to: &text)
        case .uint32: DecimalText.append(Int64(bytes.next(UInt32(0))), to: &text)
        case .uint64: DecimalText.append(Int128(bytes.next(UInt64(0))), to: &text)
        case .uint128:
            DecimalText.append(
                magnitude: UInt128(truncatingIfNeeded: bytes.nextHugeint()),
                isNegative: false,
                to: &text
            )
        case .float: Self.appendJSON(bytes.next(Float(0)), to: &text)
        case .double: Self.appendJSON(bytes.next(Double(0)), to: &text)
        case .decimal: bytes.appendDecimal(to: &text)
        case .bignum: BigNumberText.append(bytes.nextString(), to: &text)
        case .varchar: QuotedText.append(bytes.nextString(), to: &text)
        default:
            var plain: [UInt8] = []
            self.append(plain: kind, &bytes, to: &plain)
            QuotedText.append(plain, to: &text)
        }
    }

    /// What JSON has as a string.
    private func append(plain kind: VariantKind, _ bytes: inout VariantBytes, to text: inout [UInt8]) {
        switch kind {
        case .blob: BlobText.append(bytes.nextString(), to: &text)
        case .bit: BitText.append(bytes.nextString(), to: &text)
        case .uuid: UUIDText.append(bytes.nextHugeint(), to: &text)
        case .geometry: GeometryText.append(bytes.nextString(), to: &text)
        case .date: TemporalText.append(days: bytes.next(Int32(0)), to: &text)
        case .time: TemporalText.append(timeOfDay: bytes.next(Int64(0)), unitsPerSecond: 1_000_000, to: &text)
        case .timeNanoseconds:
            TemporalText.append(timeOfDay: bytes.next(Int64(0)), unitsPerSecond: 1_000_000_000, to: &text)
        case .timeWithZone: TemporalText.append(timeWithZone: bytes.next(UInt64(0)), to: &text)
        case .interval:
            let months = bytes.next(Int32(0))
            let days = bytes.next(Int32(0))
            TemporalText.append(cdk_interval(months: months, days: days, micros: bytes.next(0)), to: &text)
        case .timestampSeconds: TemporalText.append(timestamp: bytes.next(0), unitsPerSecond: 1, to: &text)
        case .timestampMilliseconds: TemporalText.append(timestamp: bytes.next(0), unitsPerSecond: 1000, to: &text)
        case .timestampNanoseconds:
            TemporalText.append(timestamp: bytes.next(0), unitsPerSecond: 1_000_000_000, to: &text)
        case .timestampWithZone: Self.append(pointInTime: bytes.next(0), unitsPerSecond: 1_000_000, to: &text)
        case .timestampWithZoneNanoseconds:
            Self.append(pointInTime: bytes.next(0), unitsPerSecond: 1_000_000_000, to: &text)
        default: TemporalText.append(timestamp: bytes.next(0), unitsPerSecond: 1_000_000, to: &text)
        }
    }

    /// In UTC and saying so, for no column tells that it is one.
    private static func append(pointInTime: Int64, unitsPerSecond: Int64, to text: inout [UInt8]) {
        TemporalText.append(timestamp: pointInTime, unitsPerSecond: unitsPerSecond, to: &text)
        if pointInTime.magnitude != UInt64(Int64.max) { text.append(contentsOf: "+00".utf8) }
    }

    private static func appendJSON(
        _ value: some BinaryFloatingPoint & CustomStringConvertible,
        to text: inout [UInt8]
    ) {
        if !value.isFinite { text.append(UInt8(ascii: "\"")) }
        FloatText.append(value, to: &text)
        if !value.isFinite { text.append(UInt8(ascii: "\"")) }
    }
}
