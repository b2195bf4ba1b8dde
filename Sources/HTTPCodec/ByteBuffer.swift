/// Bytes that are added at the end and taken from the front.
///
/// Without bytes it can give its memory back (``release()``), so that an idle connection holds none.
public struct ByteBuffer: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>?
    private var capacity = 0
    private var start = 0
    private var end = 0

    /// Creates an empty buffer without memory.
    public init() {}

    deinit {
        self.base?.deallocate()
    }

    /// The number of bytes.
    public var count: Int { self.end - self.start }

    /// Whether there are no bytes.
    public var isEmpty: Bool { self.end == self.start }

    /// The bytes of memory that are held.
    public var memory: Int { self.capacity }

    /// The bytes; valid until the next change.
    public var bytes: UnsafeBufferPointer<UInt8> {
        guard let base else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: UnsafePointer(base + self.start), count: self.end - self.start)
    }

    /// Takes bytes from the front.
    public mutating func consume(_ count: Int) {
        precondition(count <= self.count, "only bytes that are there can be taken")
        self.start += count
        if self.start == self.end { self.removeAll() }
    }

    /// Takes bytes from the end.
    public mutating func truncate(to count: Int) {
        precondition(count <= self.count, "only bytes that are there can be taken")
        self.end = self.start + count
    }

    /// Drops all bytes and keeps the memory.
    public mutating func removeAll() {
        self.start = 0
        self.end = 0
    }

    /// Drops all bytes and gives the memory back.
    public mutating func release() {
        self.removeAll()
        self.base?.deallocate()
        self.base = nil
        self.capacity = 0
    }

    /// Makes room for bytes that are added by ``write(atMost:_:)`` or `append`.
    public mutating func reserve(_ count: Int) {
        if self.base != nil, self.end + count <= self.capacity { return }
        let used = self.count
        // A buffer that is never quite empty moves its bytes to the front, or it would grow with all that has passed through it.
        // Where bytes fill more than half of it moving is not worth it, and it grows.
        if let base, used + count <= self.capacity, used <= self.capacity / 2 {
            base.update(from: base + self.start, count: used)
            self.start = 0
            self.end = used
            return
        }
        let size = max(self.capacity * 2, used + count, 256)
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        if let base {
            grown.update(from: base + self.start, count: used)
            base.deallocate()
        }
        self.base = grown
        self.capacity = size
        self.start = 0
        self.end = used
    }

    /// Adds bytes that a body writes into reserved memory.
    ///
    /// - Parameter body: Gets `count` bytes of memory, and answers how many of them it has written.
    public mutating func write(atMost count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        self.reserve(count)
        guard let base else { return }
        let written = body(base + self.end)
        precondition(written <= count, "no more than was reserved")
        self.end += written
    }

    /// Adds bytes.
    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        self.reserve(bytes.count)
        guard let base else { return }
        (base + self.end).update(from: source, count: bytes.count)
        self.end += bytes.count
    }

    /// Adds a part of bytes.
    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.append(UnsafeBufferPointer(rebasing: bytes[range]))
    }

    /// Adds bytes.
    public mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { self.append($0) }
    }

    /// Adds bytes.
    public mutating func append(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBufferPointer { self.append($0) }
    }

    /// Adds one byte.
    public mutating func append(_ byte: UInt8) {
        self.reserve(1)
        self.base?[self.end] = byte
        self.end += 1
    }

    /// Adds text that is known when the program is built.
    public mutating func append(_ text: StaticString) {
        self.append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Adds a text's UTF-8 bytes.
    public mutating func append(text: String) {
        var text = text
        text.withUTF8 { self.append($0) }
    }

    /// Adds a number in decimal.
    public mutating func append(decimal value: Int) {
        var rest = value.magnitude
        self.write(atMost: 20) { memory in
            var digits = 1
            var bound: UInt = 10
            while digits < 19, rest >= bound {
                digits += 1
                bound *= 10
            }
            if rest >= bound, digits == 19 { digits = 20 }
            let sign = value < 0 ? 1 : 0
            if sign == 1 { memory[0] = UInt8(ascii: "-") }
            for place in stride(from: sign + digits - 1, through: sign, by: -1) {
                memory[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            return sign + digits
        }
    }

    /// Adds a number in lower-case hexadecimal, without leading zeros.
    public mutating func append(hexadecimal value: Int) {
        precondition(value >= 0, "sizes are not negative")
        let digits = max(1, (Int.bitWidth - value.leadingZeroBitCount + 3) / 4)
        self.write(atMost: 16) { memory in
            for place in 0..<digits {
                let digit = UInt8(value >> (4 * (digits - 1 - place)) & 0xF)
                memory[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return digits
        }
    }
}
