/// Reads the head of a response where it lies, as strictly as ``RequestParser`` reads a request's.
public struct ResponseParser: Sendable {
    private var scanner = LineScanner()
    private var hasLine = false
    var facts = FieldFacts()

    /// The fields, in order.
    public private(set) var fields: [HeadField] = []
    /// The version of the status line.
    public private(set) var version = HTTPVersion.http11
    /// The status, 100 to 599.
    public private(set) var status = 0
    /// Where the body ends.
    public private(set) var framing = Framing.none
    /// Bytes of the head.
    public private(set) var length = 0

    /// Creates a parser at the beginning of a head.
    public init() {}

    /// Begins a new head.
    public mutating func reset() {
        self.scanner = LineScanner()
        self.hasLine = false
        self.facts = FieldFacts()
        self.fields.removeAll(keepingCapacity: true)
        self.framing = .none
    }

    /// Whether the head is an interim one, with another to follow.
    public var isInterim: Bool { self.status < 200 }
    /// Whether `Connection` names fields that must not go on.
    public var connectionNamesFields: Bool { self.facts.namesFields }

    /// Whether the connection can be used again after the body (RFC 9112, 9.3).
    public var keepsAlive: Bool {
        if self.framing == .untilClose { return false }
        switch self.version {
        case .http11: return !self.facts.saysClose
        case .http10: return self.facts.saysKeepAlive && !self.facts.saysClose
        }
    }

    /// Goes on with the head's bytes; the same ones from its beginning each time, with more behind them.
    ///
    /// - Parameter isHead: Whether it answers a HEAD.
    public mutating func parse(_ bytes: Span<UInt8>, limits: HTTPLimits, isHead: Bool) -> HeadOutcome {
        while true {
            let room = self.hasLine ? limits.head - self.scanner.start : limits.line
            switch self.scanner.next(bytes, limit: room, isFirst: false) {
            case .incomplete: return .incomplete
            case .tooLong: return .refused(Refusal(502, "the answer's head is larger than \(limits.head) bytes"))
            case .malformed: return .refused(Refusal(502, Refusal.malformedLine.reason))
            case .line(let start, let end):
                if start == end, self.hasLine { return self.finish(isHead) }
                let refusal = self.hasLine ? self.field(bytes, start, end, limits) : self.statusLine(bytes, start, end)
                if var refusal {
                    refusal.status = 502
                    return .refused(refusal)
                }
                self.hasLine = true
            }
        }
    }

    private mutating func statusLine(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Refusal? {
        guard end - start >= 12, bytes[start + 8] == ByteClass.space else {
            return Refusal(502, "the answer does not begin with a status line")
        }
        switch HTTPVersion.parse(bytes, start, start + 8) {
        case .failure(let refusal): return refusal
        case .success(let version): self.version = version
        }
        var status = 0
        for index in start + 9..<start + 12 {
            guard ByteClass.isDigit(bytes[index]) else { return Refusal(502, "the answer's status is no number") }
            status = status * 10 + Int(bytes[index] - 0x30)
        }
        guard end == start + 12 || bytes[start + 12] == ByteClass.space, 100..<600 ~= status else {
            return Refusal(502, "the answer's status is none")
        }
        self.status = status
        return nil
    }

    private mutating func field(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ limits: HTTPLimits) -> Refusal? {
        guard self.fields.count < limits.fields else { return Refusal(502, "the answer has too many fields") }
        guard let field = HeadField.parse(bytes, start, end) else {
            return Refusal(502, "a line of the answer's head is no field")
        }
        self.fields.append(field)
        return self.facts.note(field, bytes)
    }

    private mutating func finish(_ isHead: Bool) -> HeadOutcome {
        self.length = self.scanner.start
        switch Framing.ofResponse(self.facts, version: self.version, status: self.status, isHead: isHead) {
        case .failure(let refusal): return .refused(refusal)
        case .success(let framing): self.framing = framing
        }
        return .head(length: self.length)
    }
}
