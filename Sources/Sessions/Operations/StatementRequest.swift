/// A statement as a client asks for it (contract, section 3.8).
public struct StatementRequest: Sendable {
    /// The SQL text.
    public var statement: String
    /// Whether the call returns once the statement has its place in the session's order, rather than at its end.
    public var runAsync: Bool
    /// Seconds after which the statement is stopped; 0 or less for none.
    public var queryTimeout: Int
    /// Configuration for this statement alone.
    public var confOverlay: [String: String]

    /// Creates a request.
    public init(
        statement: String,
        runAsync: Bool = false,
        queryTimeout: Int = 0,
        confOverlay: [String: String] = [:]
    ) {
        self.statement = statement
        self.runAsync = runAsync
        self.queryTimeout = queryTimeout
        self.confOverlay = confOverlay
    }

    /// When the statement is stopped, counted from its acceptance: the smaller of what the client asks and the server allows
    /// (contract, section 3.8; design, section 6).
    func effectiveTimeout(serverBound: Duration?) -> Duration? {
        guard self.queryTimeout > 0 else { return serverBound }
        // Ten years are as good as none, and no clock overflows.
        let asked = Duration.seconds(min(self.queryTimeout, 10 * 365 * 86_400))
        return serverBound.map { min($0, asked) } ?? asked
    }
}
