/// The lines that wait for the writer, bounded, and the count of those that found no room. Pure.
struct LogQueue: Sendable {
    struct Batch: Sendable, Equatable {
        var lines: [[UInt8]] = []
        /// Lines refused since the batch before.
        var dropped = 0
    }

    let lineLimit: Int
    let byteLimit: Int
    private var waiting = Batch()
    private var waitingBytes = 0

    init(lineLimit: Int, byteLimit: Int) {
        self.lineLimit = lineLimit
        self.byteLimit = byteLimit
    }

    /// Takes a line, or counts it where there is no room.
    ///
    /// - Returns: Whether the queue was empty before, so that the writer must be woken.
    mutating func append(_ line: [UInt8]) -> Bool {
        guard self.waiting.lines.count < self.lineLimit, self.waitingBytes + line.count <= self.byteLimit else {
            self.waiting.dropped += 1
            return false
        }
        self.waiting.lines.append(line)
        self.waitingBytes += line.count
        return self.waiting.lines.count == 1
    }

    /// All that waits; the queue is empty then.
    mutating func take() -> Batch {
        defer {
            self.waiting = Batch()
            self.waitingBytes = 0
        }
        return self.waiting
    }
}
