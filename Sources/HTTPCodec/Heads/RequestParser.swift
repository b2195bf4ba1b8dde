/// Reads the head of a request where it lies, strictly (RFC 9112): what two readers could take in two ways is refused.
///
/// A parser is reused: the fields are offsets in an array that keeps its memory. While a head is incomplete it remembers how
/// far it has looked, so that the same bytes with more behind them go on from there.
public struct RequestParser: Sendable {
    private var scanner = LineScanner()
    private var hasLine = false
    private var emptyLines = 0
    private var methodEnd = 0
    private var target = 0..<0
    private var lineStart = 0
    var facts = FieldFacts()

    /// The fields, in order.
    public private(set) var fields: [HeadField] = []
    /// The version of the request line.
    public private(set) var version = HTTPVersion.http11
    /// Where the body ends.
    public private(set) var framing = Framing.none
    /// Whether the client waits for `100 Continue` before it sends its body.
    public private(set) var expectsContinue = false
    /// Bytes of the head.
    public private(set) var length = 0

    /// Creates a parser at the beginning of a head.
    public init() {}

    /// Begins a new head.
    public mutating func reset() {
        self.scanner = LineScanner()
        self.hasLine = false
        self.emptyLines = 0
        self.facts = FieldFacts()
        self.fields.removeAll(keepingCapacity: true)
        self.framing = .none
        self.expectsContinue = false
    }

    /// Where the method is.
    public var methodRange: Range<Int> { self.lineStart..<self.methodEnd }
    /// Where the target is.
    public var targetRange: Range<Int> { self.target }
    /// Whether any byte of a head has come.
    public var hasBegun: Bool { self.hasLine || self.scanner.start > 0 }
    /// How often `Torii-Hop` stands in the head.
    public var hopCount: Int { self.facts.hopCount }
    /// Whether `Connection` names fields that must not go on.
    public var connectionNamesFields: Bool { self.facts.namesFields }

    /// Whether the client can go on with the connection after the answer, as far as the head says (RFC 9112, 9.3).
    public var keepsAlive: Bool {
        switch self.version {
        case .http11: !self.facts.saysClose
        case .http10: self.facts.saysKeepAlive && !self.facts.saysClose
        }
    }

    /// Whether the head keeps within limits, where it was parsed with wider ones.
    public func fits(_ limits: HTTPLimits) -> Bool {
        self.length <= limits.head && self.fields.count <= limits.fields
    }

    /// Goes on with the head's bytes; the same ones from its beginning each time, with more behind them.
    public mutating func parse(_ bytes: Span<UInt8>, limits: HTTPLimits) -> HeadOutcome {
        while true {
            let start = self.scanner.start
            let room = self.hasLine ? limits.head - start : limits.line
            switch self.scanner.next(bytes, limit: room, isFirst: !self.hasLine) {
            case .incomplete: return .incomplete
            case .tooLong: return .refused(self.tooLong(limits))
            case .malformed: return .refused(.malformedLine)
            case .line(let start, let end):
                if start == end {
                    guard self.hasLine else {
                        // An empty line before a request (RFC 9112, 2.2), from clients of old.
                        self.emptyLines += 1
                        if self.emptyLines > 4 { return .refused(Refusal(400, "empty lines before the request")) }
                        continue
                    }
                    return self.finish(bytes, limits)
                }
                let refusal =
                    self.hasLine ? self.field(bytes, start, end, limits) : self.requestLine(bytes, start, end)
                if let refusal { return .refused(refusal) }
                self.hasLine = true
            }
        }
    }

    /// Made where it is needed: its text would be much of the cost of a good line.
    private func tooLong(_ limits: HTTPLimits) -> Refusal {
        self.hasLine
            ? Refusal(431, "the head is larger than \(limits.head) bytes")
            : Refusal(414, "the request line is longer than \(limits.line) bytes")
    }

    private mutating func requestLine(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Refusal? {
        var index = start
        while index < end, ByteClass.isToken(bytes[unchecked: index]) { index += 1 }
        guard index > start, index < end, bytes[index] == ByteClass.space else {
            return Refusal(400, "the request line does not begin with a method")
        }
        self.lineStart = start
        self.methodEnd = index
        index += 1
        let targetStart = index
        while index < end, bytes[unchecked: index] != ByteClass.space { index += 1 }
        guard index > targetStart, index < end else {
            return Refusal(400, "the request line has no target or no version")
        }
        self.target = targetStart..<index
        switch HTTPVersion.parse(bytes, index + 1, end) {
        case .failure(let refusal): return refusal
        case .success(let version): self.version = version
        }
        if FieldList.equals(bytes, self.methodRange, "connect") { return Refusal(501, "CONNECT is not served") }
        return nil
    }

    private mutating func field(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ limits: HTTPLimits) -> Refusal? {
        guard self.fields.count < limits.fields else {
            return Refusal(431, "more than \(limits.fields) fields")
        }
        guard let field = HeadField.parse(bytes, start, end) else {
            return Refusal(400, "a line of the head is no field")
        }
        self.fields.append(field)
        return self.facts.note(field, bytes)
    }

    /// What only the whole head shows.
    private mutating func finish(_ bytes: Span<UInt8>, _ limits: HTTPLimits) -> HeadOutcome {
        self.length = self.scanner.start
        if self.length > limits.head {
            return .refused(Refusal(431, "the head is larger than \(limits.head) bytes"))
        }
        if self.facts.hostCount > 1 { return .refused(Refusal(400, "more than one Host")) }
        if self.facts.hostCount == 0, self.version == .http11 { return .refused(Refusal(400, "no Host")) }
        if self.facts.hostCount == 1, !Authority.isValid(bytes, self.facts.host) {
            return .refused(Refusal(400, "a Host that names none"))
        }
        let isOptions = bytes[self.lineStart] == UInt8(ascii: "O") && self.methodRange.count == 7
        let refusal = RequestTarget.check(
            bytes,
            self.target,
            isOptions: isOptions,
            host: self.facts.host,
            hasHost: self.facts.hostCount == 1
        )
        if let refusal { return .refused(refusal) }
        switch Framing.ofRequest(self.facts, version: self.version) {
        case .failure(let refusal): return .refused(refusal)
        case .success(let framing): self.framing = framing
        }
        if self.facts.expectCount > 0, self.version == .http11 {
            guard self.facts.expectCount == 1, self.facts.expectsContinue else {
                return .refused(Refusal(417, "an expectation other than 100-continue"))
            }
            self.expectsContinue = self.framing != .none
        }
        return .head(length: self.length)
    }
}
