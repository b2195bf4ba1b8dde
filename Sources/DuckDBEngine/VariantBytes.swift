/// The type that a value in a variant says it has, by DuckDB's number.
enum VariantKind: UInt8 {
    case null, `true`, `false`
    case int8, int16, int32, int64, int128
    case uint8, uint16, uint32, uint64, uint128
    case float, double, decimal
    case varchar, blob, uuid
    case date, time, timeNanoseconds
    case timestampSeconds, timestampMilliseconds, timestamp, timestampNanoseconds
    case timeWithZone, timestampWithZone
    case interval, object, array, bignum, bit, geometry
    case timestampWithZoneNanoseconds
}

extension ValueType {
    /// What a variant consists of in DuckDB's memory: keys, members of objects and arrays, values, and their bytes.
    static let variantParts: [ValueType] = [
        .list(.varchar),
        .list(.structure([Member(name: "key", type: .uinteger), Member(name: "value", type: .uinteger)])),
        .list(.structure([Member(name: "kind", type: .utinyint), Member(name: "place", type: .uinteger)])),
        .blob,
    ]
}

/// Reads one value after the other from a variant's bytes, which DuckDB has written; what is missing all the same is zero.
struct VariantBytes {
    private let bytes: UnsafeRawBufferPointer
    private var offset: Int

    init(_ bytes: UnsafeRawBufferPointer, from offset: Int) {
        self.bytes = bytes
        self.offset = min(offset, bytes.count)
    }

    mutating func next<Value: BitwiseCopyable>(_ zero: Value) -> Value {
        guard self.bytes.count - self.offset >= MemoryLayout<Value>.size else { return zero }
        defer { self.offset += MemoryLayout<Value>.size }
        return self.bytes.loadUnaligned(fromByteOffset: self.offset, as: Value.self)
    }

    mutating func nextHugeint() -> Int128 {
        let lower = self.next(UInt64(0))
        return Int128(self.next(Int64(0))) << 64 | Int128(lower)
    }

    /// A length: seven bits a byte, the lowest first, the eighth bit set in all but the last one.
    mutating func nextLength() -> Int {
        var length: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 35 {
            let byte = self.next(UInt8(0))
            length |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { break }
            shift += 7
        }
        return Int(length)
    }

    mutating func nextString() -> UnsafeRawBufferPointer {
        let start = self.nextLength()
        let count = min(start, self.bytes.count - self.offset)
        defer { self.offset += count }
        return UnsafeRawBufferPointer(rebasing: self.bytes[self.offset..<self.offset + count])
    }

    /// Width, scale, and an integer as wide as DuckDB has it for that width.
    mutating func appendDecimal(to text: inout [UInt8]) {
        let width = self.nextLength()
        let scale = self.nextLength()
        let value: Int128 =
            switch width {
            case ...4: Int128(self.next(Int16(0)))
            case ...9: Int128(self.next(Int32(0)))
            case ...18: Int128(self.next(Int64(0)))
            default: self.nextHugeint()
            }
        DecimalText.append(value, scale: scale, to: &text)
    }
}
