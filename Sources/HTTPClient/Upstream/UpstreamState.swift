import HTTPCodec

/// Where a connection to a server is: our request, and the answer to it.
///
/// A value without I/O, the counterpart of the server's. It says whether the connection lasts beyond an answer, and whether a
/// request that has failed may be sent again.
struct UpstreamState: Sendable {
    enum Phase: Sendable {
        /// Nothing was sent; what is written waits.
        case connecting
        /// With a request on it.
        case open
        case idle
        case closed
    }

    /// Our side.
    enum Request: Sendable {
        case underway
        case ended
        /// The server takes no more of it; it may have answered all the same.
        case broken
    }

    /// The server's side.
    enum Answer: Sendable {
        case none
        /// Bytes of a head, or interim ones.
        case begun
        /// The head is there, the body is not read to its end.
        case body
    }

    /// What a head is.
    enum Head: Sendable, Hashable {
        /// Another follows.
        case interim
        /// The answer's own.
        case final
        /// A switch of protocols, or one interim answer too many.
        case unasked
    }

    /// More of them would be a server that never answers.
    static let mostInterim = 8

    private(set) var phase = Phase.connecting
    private(set) var request = Request.underway
    private(set) var answer = Answer.none
    /// Whether the request is HEAD, whose answer has no body.
    private(set) var isHead = false
    /// Whether it has answered a request before.
    private(set) var isReused = false
    private var isForgotten = false
    private var keepsAlive = false
    private var interimCount = 0

    /// Whether a body is being read.
    var isReadingBody: Bool { self.phase == .open && self.answer == .body }

    /// A request begins, on a connection that is idle or not standing yet.
    mutating func requestBegan(isHead: Bool) {
        precondition(self.phase == .idle || self.phase == .connecting, "one request at a time")
        if self.phase == .idle { self.phase = .open }
        self.request = .underway
        self.answer = .none
        self.isHead = isHead
        self.keepsAlive = false
        self.interimCount = 0
    }

    mutating func connected() { self.phase = .open }

    mutating func requestEnded() {
        if self.request == .underway { self.request = .ended }
    }

    /// The server takes no more.
    mutating func requestBroke() { self.request = .broken }

    mutating func bytesArrived() {
        if self.answer == .none { self.answer = .begun }
    }

    mutating func headArrived(_ head: borrowing ResponseParser) -> Head {
        if head.isInterim {
            self.interimCount += 1
            return head.status == 101 || self.interimCount > Self.mostInterim ? .unasked : .interim
        }
        self.answer = .body
        self.keepsAlive = head.keepsAlive
        return .final
    }

    /// The answer is whole.
    ///
    /// - Parameter isClean: Whether the server has sent nothing beyond it, and every byte of the request was taken.
    /// - Returns: Whether the connection is idle from now on; else it is to be closed.
    mutating func answerEnded(isClean: Bool) -> Bool {
        precondition(self.isReadingBody, "an answer ends after its head")
        // A server that answers before a request has ended may read on or not: nothing is sent behind it.
        guard isClean, self.keepsAlive, self.request == .ended, !self.isForgotten else { return false }
        self.phase = .idle
        self.isReused = true
        return true
    }

    /// No request is to follow the one under way.
    mutating func wasForgotten() { self.isForgotten = true }

    mutating func closed() { self.phase = .closed }

    /// Whether the request under way may be sent again, should the connection fail now (RFC 9110, 9.2.2).
    var retry: UpstreamFailure.Retry {
        switch (self.phase, self.answer) {
        case (.connecting, _): .always
        // The server may have ended the connection just before the request came.
        case (.open, .none): self.isReused ? .ifSafe : .never
        case (.open, _), (.idle, _), (.closed, _): .never
        }
    }
}
