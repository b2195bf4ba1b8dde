import HTTPCodec

/// Where both sides of a connection are: their request and our answer.
///
/// A value without I/O. A next request begins only where both are done; what only one side has ended waits for the other.
struct ConnectionState: Sendable {
    /// The client's side.
    enum Request: Sendable {
        /// No byte of a request.
        case idle
        /// A part of its head.
        case head
        /// The head is there, the body is not read to its end.
        case body
        case done
    }

    /// Our side.
    enum Response: Sendable {
        case none
        case owed
        case begun
        case done
    }

    /// What is to be done next.
    enum Step: Sendable {
        /// Read a head.
        case readHead
        /// Read the body, for whoever answers.
        case readBody
        /// Read the body off: the answer is complete.
        case discardBody
        /// Nothing before the answer is complete.
        case wait
        /// Begin with the next request.
        case next
        /// Close: there is no next request.
        case close
    }

    private(set) var request = Request.idle
    private(set) var response = Response.none
    /// Whether another request may follow; it only falls.
    private(set) var keepsAlive = true
    private(set) var isHead = false
    private(set) var version = HTTPVersion.http11
    /// Whether the client waits for 100.
    private(set) var awaitsContinue = false

    /// Whether an answer is owed or under way.
    var isBusy: Bool { self.response == .owed || self.response == .begun }

    mutating func headBegan() {
        if self.request == .idle { self.request = .head }
    }

    mutating func headEnded(_ parser: borrowing RequestParser, isHead: Bool) {
        precondition(self.response == .none, "a request begins after the last answer")
        self.request = parser.framing == .none ? .done : .body
        self.response = .owed
        self.isHead = isHead
        self.version = parser.version
        self.awaitsContinue = parser.expectsContinue
        if !parser.keepsAlive { self.keepsAlive = false }
    }

    /// The head is refused: an answer is owed that is the last.
    mutating func headRefused(isHead: Bool) {
        self.request = .done
        self.response = .owed
        self.isHead = isHead
        self.keepsAlive = false
    }

    mutating func bodyBegan() { self.awaitsContinue = false }
    mutating func bodyEnded() { self.request = .done }
    mutating func responseBegan() { self.response = .begun }
    mutating func responseEnded() { self.response = .done }
    mutating func mustClose() { self.keepsAlive = false }

    /// Begins with the next request.
    mutating func next() {
        precondition(self.request == .done && self.response == .done, "both sides are done first")
        self.request = .idle
        self.response = .none
        self.isHead = false
        self.awaitsContinue = false
    }

    /// What is to be done, for each pair.
    var step: Step {
        switch (self.request, self.response) {
        case (.idle, .none), (.head, .none): .readHead
        case (.body, .owed), (.body, .begun): .readBody
        case (.done, .owed), (.done, .begun): .wait
        case (.body, .done): self.keepsAlive ? .discardBody : .close
        case (.done, .done): self.keepsAlive ? .next : .close
        case (.idle, .owed), (.idle, .begun), (.idle, .done), (.head, .owed), (.head, .begun), (.head, .done),
            (.body, .none), (.done, .none):
            preconditionFailure("no such pair: \(self.request), \(self.response)")
        }
    }
}
