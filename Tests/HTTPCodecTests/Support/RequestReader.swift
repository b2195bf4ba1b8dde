import HTTPCodec

/// Reads requests one after another out of pieces, as a server does, and notes what an application would see.
struct RequestReader {
    struct Seen: Equatable {
        var method: String
        var target: String
        var fields: [[String]]
        var body: [UInt8]
    }

    private(set) var seen: [Seen] = []
    private(set) var refusal: Refusal?
    private(set) var keepsAlive = true
    private(set) var interim = 0

    private var limits = HTTPLimits()
    private var buffer: [UInt8] = []
    private var parser = RequestParser()
    private var head: RequestHead?
    private var decoder: BodyDecoder?
    private var body: [UInt8] = []

    init() {
        self.limits.body = 1 << 20
    }

    /// Whether a message has begun and is not whole.
    var isInside: Bool { self.head != nil || !self.buffer.isEmpty }

    mutating func took(_ piece: some Collection<UInt8>) {
        self.buffer += piece
        while self.refusal == nil, self.keepsAlive, self.step() {}
    }

    private mutating func step() -> Bool {
        if var decoder {
            let (used, isDone) = self.buffer.withUnsafeBufferPointer { bytes -> (Int, Bool) in
                var at = 0
                while true {
                    switch decoder.next(bytes.span, from: at) {
                    case .content(let range):
                        self.body += bytes[range]
                        at = range.upperBound
                    case .more: return (bytes.count, false)
                    case .end(let end): return (end, true)
                    case .refused(let refusal):
                        self.refusal = refusal
                        return (bytes.count, false)
                    }
                }
            }
            self.buffer.removeFirst(used)
            self.decoder = decoder
            guard isDone, let head else { return false }
            self.finish(head)
            return true
        }
        guard !self.buffer.isEmpty else { return false }
        let outcome = self.buffer.withUnsafeBufferPointer { bytes in
            let outcome = self.parser.parse(bytes.span, limits: self.limits)
            if case .head = outcome { self.head = RequestHead(self.parser, bytes) }
            return outcome
        }
        switch outcome {
        case .incomplete: return false
        case .refused(let refusal):
            self.refusal = refusal
            return false
        case .head(let length):
            self.buffer.removeFirst(length)
            if case .length(let body) = self.parser.framing, body > self.limits.body {
                self.refusal = Refusal(413, "too large")
                return false
            }
            if self.parser.expectsContinue, self.buffer.isEmpty { self.interim += 1 }
            self.decoder = BodyDecoder(self.parser.framing, limits: self.limits)
            return true
        }
    }

    private mutating func finish(_ head: RequestHead) {
        self.seen.append(
            Seen(
                method: head.method,
                target: String(decoding: head.target, as: UTF8.self),
                fields: head.allFields.map { [$0.name.lowercased(), $0.value] },
                body: self.body
            )
        )
        self.keepsAlive = self.parser.keepsAlive
        self.parser.reset()
        self.head = nil
        self.decoder = nil
        self.body = []
    }
}
