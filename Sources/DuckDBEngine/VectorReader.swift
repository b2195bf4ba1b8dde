import CDuckDB

/// Reads the values of a vector, and of the vectors inside it, straight from DuckDB's memory.
///
/// One reader serves a whole result: it is bound to each chunk's vector in turn, and what it reads is valid until that
/// chunk is destroyed.
final class VectorReader {
    let type: ValueType
    /// Readers of the vectors inside: a list's items, a map's entries (a struct of key and value), a struct's members, a
    /// union's tag and members.
    let children: [VectorReader]
    /// What is written before a struct's or union's member: its name, quoted, and a colon.
    let labels: [[UInt8]]
    /// The zone that points in time are shown in.
    var zone: SessionTimeZone

    /// Which rows hold a value: a bit for each, 64 a word; `nil` where all do.
    private(set) var validity: UnsafeMutablePointer<UInt64>?
    private var base: UnsafeRawPointer?

    init(_ type: ValueType, zone: SessionTimeZone = .utc) {
        self.type = type
        self.zone = zone
        switch type {
        case .list(let item), .array(let item, _):
            self.children = [VectorReader(item, zone: zone)]
            self.labels = []
        case .map(let key, let value):
            let entry = ValueType.structure([.init(name: "key", type: key), .init(name: "value", type: value)])
            self.children = [VectorReader(entry, zone: zone)]
            self.labels = []
        case .structure(let members):
            self.children = members.map { VectorReader($0.type, zone: zone) }
            self.labels = Self.labels(members)
        case .union(let members):
            self.children = [VectorReader(.utinyint)] + members.map { VectorReader($0.type, zone: zone) }
            self.labels = Self.labels(members)
        case .variant:
            self.children = ValueType.variantParts.map { VectorReader($0, zone: zone) }
            self.labels = []
        default:
            self.children = []
            self.labels = []
        }
    }

    /// A struct made by `row(…)` has no names.
    private static func labels(_ members: [ValueType.Member]) -> [[UInt8]] {
        members.enumerated().map { index, member in
            var label: [UInt8] = []
            QuotedText.append(member.name.isEmpty ? "col\(index + 1)" : member.name, to: &label)
            label.append(UInt8(ascii: ":"))
            return label
        }
    }

    /// Turns to another vector of the type.
    func bind(to vector: cdk_vector) {
        self.base = UnsafeRawPointer(cdk_vector_get_data(vector))
        self.validity = cdk_vector_get_validity(vector)
        switch self.type {
        case .list, .map:
            self.children[0].bind(toChild: cdk_list_vector_get_child(vector))
        case .array:
            self.children[0].bind(toChild: cdk_array_vector_get_child(vector))
        case .structure, .union, .variant:
            for (index, child) in self.children.enumerated() {
                child.bind(toChild: cdk_struct_vector_get_child(vector, UInt64(index)))
            }
        default:
            break
        }
    }

    private func bind(toChild vector: cdk_vector?) {
        guard let vector else { preconditionFailure("a nested vector lacks the vector inside it") }
        self.bind(to: vector)
    }

    private var data: UnsafeRawPointer {
        guard let base else { preconditionFailure("values are read before a vector is there") }
        return base
    }

    /// Whether a row holds no value.
    func isNull(_ row: Int) -> Bool {
        guard let validity else { return false }
        return validity[row >> 6] >> UInt64(row & 63) & 1 == 0
    }

    /// The values of some rows, of a fixed size each.
    func values<Value: BitwiseCopyable>(
        _ rows: Range<Int>,
        as type: Value.Type = Value.self
    ) -> UnsafeBufferPointer<Value> {
        UnsafeBufferPointer(start: self.data.assumingMemoryBound(to: Value.self) + rows.lowerBound, count: rows.count)
    }

    /// The value of a row, of a fixed size.
    func value<Value: BitwiseCopyable>(_ row: Int, as type: Value.Type = Value.self) -> Value {
        self.data.load(fromByteOffset: row * MemoryLayout<Value>.stride, as: Value.self)
    }

    /// The integer of a row, `bytes` wide and signed.
    func integer(_ row: Int, bytes: Int) -> Int128 {
        switch bytes {
        case 1: Int128(self.value(row, as: Int8.self))
        case 2: Int128(self.value(row, as: Int16.self))
        case 4: Int128(self.value(row, as: Int32.self))
        case 8: Int128(self.value(row, as: Int64.self))
        default: self.hugeint(row)
        }
    }

    /// The 128 bits of a row.
    func hugeint(_ row: Int) -> Int128 {
        let halves = self.value(row, as: cdk_hugeint.self)
        return Int128(halves.upper) << 64 | Int128(halves.lower)
    }

    /// The bytes of some rows' strings together.
    func stringBytes(_ rows: Range<Int>) -> Int {
        var size = 0
        for row in rows where !self.isNull(row) {
            size += Int(self.value(row * 4, as: UInt32.self))
        }
        return size
    }

    /// The bytes of a row's string, blob or bit string: 4 bytes of length, then up to 12 bytes in place, or 4 bytes of
    /// prefix and where they all are.
    func string(_ row: Int) -> UnsafeRawBufferPointer {
        let slot = self.data + row * MemoryLayout<cdk_string_t>.stride
        let length = Int(slot.load(as: UInt32.self))
        if length <= 12 { return UnsafeRawBufferPointer(start: slot + 4, count: length) }
        return UnsafeRawBufferPointer(start: slot.load(fromByteOffset: 8, as: UnsafeRawPointer.self), count: length)
    }
}
