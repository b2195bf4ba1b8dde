/// Finds a message's content in the bytes of its body, as they come.
public struct BodyDecoder: Sendable {
    /// What comes next in some bytes.
    public enum Step: Sendable {
        /// Content, at these places of the bytes; all before the range's end has been used.
        case content(Range<Int>)
        /// All bytes have been used, and the body goes on.
        case more
        /// The body has ended before the byte of this place.
        case end(at: Int)
        case refused(Refusal)
    }

    private enum State: Sendable {
        case length(Int)
        case untilClose
        case chunks
        case done
    }

    private var state: State
    private var taken = 0
    private let limits: HTTPLimits
    // Beside the state, not in it: taken out and put back, its trailers would be copied.
    private var chunks: ChunkState
    /// The lines of the trailers, each with its line end.
    public var trailers: [UInt8] { self.chunks.trailers }

    /// Creates a decoder of a body that has just begun.
    public init(_ framing: Framing, limits: HTTPLimits) {
        self.limits = limits
        self.chunks = ChunkState(limits)
        switch framing {
        case .none: self.state = .done
        case .length(let length): self.state = .length(length)
        case .chunked: self.state = .chunks
        case .untilClose: self.state = .untilClose
        }
    }

    /// Whether the body has ended.
    public var isDone: Bool {
        if case .done = self.state { true } else { false }
    }

    /// The bytes that are known to be still to come; `nil` where they are not known.
    public var rest: Int? {
        switch self.state {
        case .length(let rest): rest
        case .done: 0
        case .untilClose, .chunks: nil
        }
    }

    /// What comes next.
    ///
    /// - Parameter from: The first place that has not been used.
    public mutating func next(_ bytes: Span<UInt8>, from: Int) -> Step {
        switch self.state {
        case .done:
            return .end(at: from)
        case .length(let rest):
            // Known from the head: whether it is over the limit was asked before.
            guard from < bytes.count else { return .more }
            let count = min(rest, bytes.count - from)
            self.state = count == rest ? .done : .length(rest - count)
            return .content(from..<from + count)
        case .untilClose:
            guard from < bytes.count else { return .more }
            return self.counted(from..<bytes.count)
        case .chunks:
            let step = self.chunks.next(bytes, from: from)
            switch step {
            case .end: self.state = .done
            case .content(let range): return self.counted(range)
            case .more, .refused: break
            }
            return step
        }
    }

    /// The connection has ended: whether the body is whole.
    public mutating func ended() -> Bool {
        switch self.state {
        case .done: return true
        case .untilClose:
            self.state = .done
            return true
        case .length, .chunks: return false
        }
    }

    private mutating func counted(_ range: Range<Int>) -> Step {
        self.taken += range.count
        guard self.taken <= self.limits.body else {
            return .refused(Refusal(413, "the body is larger than \(self.limits.body) bytes"))
        }
        return .content(range)
    }
}
