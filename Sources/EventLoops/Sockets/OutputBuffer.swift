/// Bytes that the kernel did not take yet. Without bytes it holds no memory.
struct OutputBuffer: ~Copyable {
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    private var start = 0
    private var end = 0

    init() {}

    deinit {
        self.base?.deallocate()
    }

    var count: Int { self.end - self.start }
    var isEmpty: Bool { self.end == self.start }

    var bytes: UnsafeRawBufferPointer {
        guard let base else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: base + self.start, count: self.count)
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        if self.base == nil || self.end + bytes.count > self.capacity { self.grow(by: bytes.count) }
        self.base?.advanced(by: self.end).copyMemory(from: source, byteCount: bytes.count)
        self.end += bytes.count
    }

    mutating func consume(_ count: Int) {
        self.start += count
        if self.start == self.end { self.removeAll() }
    }

    mutating func removeAll() {
        self.base?.deallocate()
        self.base = nil
        self.capacity = 0
        self.start = 0
        self.end = 0
    }

    private mutating func grow(by added: Int) {
        let used = self.count
        if let base, used + added <= self.capacity / 2 {
            base.copyMemory(from: base + self.start, byteCount: used)
        } else {
            let size = max(self.capacity * 2, used + added, 512)
            let grown = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
            if let base {
                grown.copyMemory(from: base + self.start, byteCount: used)
                base.deallocate()
            }
            self.base = grown
            self.capacity = size
        }
        self.start = 0
        self.end = used
    }
}
