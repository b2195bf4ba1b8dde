/// Many byte strings in one piece of memory, so that a column of text costs two allocations and not one a row.
public struct ByteSlices: Sendable, Hashable {
    /// All bytes, one string after the other.
    public private(set) var bytes: [UInt8]
    /// Where each string ends in ``bytes``; it begins where the one before ends.
    public private(set) var ends: [Int]

    /// Creates an empty column, with room for so many strings and bytes.
    public init(reservingStrings strings: Int = 0, bytes: Int = 0) {
        self.bytes = []
        self.ends = []
        self.ends.reserveCapacity(strings)
        self.bytes.reserveCapacity(bytes)
    }

    /// Creates a column of given bytes.
    ///
    /// - Returns: `nil` unless `ends` rises and stays inside `bytes`.
    public init?(bytes: [UInt8], ends: [Int]) {
        var previous = 0
        for end in ends {
            guard end >= previous else { return nil }
            previous = end
        }
        guard previous == bytes.count else { return nil }
        self.bytes = bytes
        self.ends = ends
    }

    /// The number of strings.
    public var count: Int {
        self.ends.count
    }

    /// The bytes taken in memory.
    public var byteCount: Int {
        self.bytes.count + self.ends.count * MemoryLayout<Int>.size
    }

    /// One string's bytes.
    public subscript(index: Int) -> ArraySlice<UInt8> {
        self.bytes[(index == 0 ? 0 : self.ends[index - 1])..<self.ends[index]]
    }

    /// Adds a string.
    public mutating func append(_ string: some Sequence<UInt8>) {
        self.bytes.append(contentsOf: string)
        self.ends.append(self.bytes.count)
    }

    /// Some of the strings, as a column of their own.
    public func slice(_ rows: Range<Int>) -> ByteSlices {
        guard !rows.isEmpty else { return ByteSlices() }
        let start = rows.lowerBound == 0 ? 0 : self.ends[rows.lowerBound - 1]
        var slice = ByteSlices()
        slice.bytes = Array(self.bytes[start..<self.ends[rows.upperBound - 1]])
        slice.ends = self.ends[rows].map { $0 - start }
        return slice
    }
}

extension ByteSlices {
    /// Creates a column of UTF-8 strings.
    public init(_ strings: some Collection<String>) {
        self.init(reservingStrings: strings.count)
        for string in strings {
            self.append(string.utf8)
        }
    }
}
