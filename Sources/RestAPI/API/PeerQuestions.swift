public import Cluster

/// What nodes ask each other beside the calls that they forward (design, sections 4 and 5).
public protocol PeerQuestions: Sendable {
    /// Asks all other nodes, registered or lost, at once, each with a deadline of 3 s.
    ///
    /// - Parameters:
    ///   - target: Path and query, with `scope=local`.
    ///   - caller: On whose behalf.
    ///   - requestID: What the request is called.
    func ask(_ target: String, for caller: Caller, requestID: String) async -> PeerAnswers

    /// Answers a probe or lease question of a node that the hop tells, with the fields that sign the answer.
    ///
    /// - Parameter body: The question's body, at most 64 KiB.
    func answer(_ question: PeerQuestion, _ hop: Hop, body: [UInt8]) async -> PeerReply
}

/// What a node may ask another.
public enum PeerQuestion: Sendable, Hashable {
    /// Who are you, and do you see me?
    case probe
    /// Do you hold me, and for how long?
    case lease
}

/// An answer to a ``PeerQuestion``.
public struct PeerReply: Sendable, Hashable {
    /// The body, JSON.
    public var body: [UInt8]
    /// Further fields of the head, by name.
    public var fields: [String: String]

    /// Creates an answer.
    public init(body: [UInt8], fields: [String: String]) {
        self.body = body
        self.fields = fields
    }
}

/// What the other nodes say.
public struct PeerAnswers: Sendable, Hashable {
    /// What one node says.
    public struct Body: Sendable, Hashable {
        /// Its name, or its incarnation where it has none.
        public var node: String
        /// The body of its answer.
        public var bytes: [UInt8]

        /// Creates a body.
        public init(node: String, bytes: [UInt8]) {
            self.node = node
            self.bytes = bytes
        }
    }

    /// The bodies of those that answered with status 200.
    public var bodies: [Body]
    /// The names of the others; the incarnation of one that says no name.
    public var unreachable: [String]

    /// Creates answers; by default those of a cluster of one.
    public init(bodies: [Body] = [], unreachable: [String] = []) {
        self.bodies = bodies
        self.unreachable = unreachable
    }
}
