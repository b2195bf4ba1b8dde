/// The segments of a request's path: cut at the slashes, then each percent-decoded once (design, section 4).
///
/// The one reader of paths: the handle's owner and the owner's route see the same segments.
struct RequestPath: Sendable {
    /// More than any route has.
    static let mostSegments = 8

    /// The decoded segments, one behind the other.
    private var bytes: [UInt8] = []
    private var ends = InlineArray<8, Int>(repeating: 0)
    /// The number of segments.
    private(set) var count = 0
    /// Whether there is a slash at its end.
    private(set) var endsWithSlash = false

    /// Reads a path. A slash at its end is accepted, an empty segment is not.
    ///
    /// - Parameter path: The path as it was sent, without query.
    /// - Returns: `nil` for what no route can have: not UTF-8, control characters, too many segments.
    init?(_ path: Span<UInt8>) {
        guard path.count > 0, path[0] == UInt8(ascii: "/") else { return nil }
        self.bytes.reserveCapacity(path.count)
        var index = 1
        var isASCII = true
        while index < path.count {
            let byte = path[index]
            index += 1
            switch byte {
            case UInt8(ascii: "/"):
                guard self.endSegment() else { return nil }
                continue
            case UInt8(ascii: "%"):
                guard
                    index + 1 < path.count,
                    let high = Self.hexadecimal(path[index]),
                    let low = Self.hexadecimal(path[index + 1])
                else { return nil }
                self.bytes.append(high << 4 | low)
                index += 2
            default:
                self.bytes.append(byte)
            }
            guard let last = self.bytes.last, last >= 0x20, last != 0x7F else { return nil }
            if last >= 0x80 { isASCII = false }
        }
        self.endsWithSlash = path[path.count - 1] == UInt8(ascii: "/")
        // What is left is a last segment without a slash behind it.
        if self.bytes.count > self.start(of: self.count) {
            guard self.endSegment() else { return nil }
        }
        if !isASCII {
            guard (0..<self.count).allSatisfy({ self.isText($0) }) else { return nil }
        }
    }

    /// A segment's bytes.
    subscript(index: Int) -> ArraySlice<UInt8> {
        self.bytes[self.start(of: index)..<self.ends[index]]
    }

    /// A segment as text.
    func text(_ index: Int) -> String {
        String(decoding: self[index], as: UTF8.self)
    }

    /// Whether a segment is there and is this word.
    func has(_ word: StaticString, at index: Int) -> Bool {
        guard index < self.count else { return false }
        let segment = self[index]
        return segment.count == word.utf8CodeUnitCount
            && segment.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// Gives a segment's bytes in place.
    func withBytes<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        self.bytes.withUnsafeBytes {
            body(UnsafeRawBufferPointer(rebasing: $0[self.start(of: index)..<self.ends[index]]))
        }
    }

    private func start(of index: Int) -> Int {
        index == 0 ? 0 : self.ends[index - 1]
    }

    private mutating func endSegment() -> Bool {
        guard self.count < Self.mostSegments, self.bytes.count > self.start(of: self.count) else { return false }
        self.ends[self.count] = self.bytes.count
        self.count += 1
        return true
    }

    private func isText(_ index: Int) -> Bool {
        guard let text = String(validating: self[index], as: UTF8.self) else { return false }
        return !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
