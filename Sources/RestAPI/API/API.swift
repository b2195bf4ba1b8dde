public import Cluster
public import Handles
public import Logging

/// The REST API of one node: what is answered here, and what is another node's.
public struct API: Sendable {
    /// The bounds and choices of the API.
    public struct Configuration: Sendable {
        /// What `GET /version` tells.
        public var version: String
        /// The most bytes of a request's body; more is 413.
        public var bodyLimit = 8 << 20
        /// What of sessions' configuration is shown (`kyuubi.server.conf.retrieveMode`, `kyuubi.server.redaction.regex`).
        public var redaction = Redaction()
        /// Who asks.
        public var authentication = Authentication()

        /// Creates the default configuration of a version.
        public init(version: String) {
            self.version = version
        }
    }

    /// How the API sees the node and its cluster. Called for each request, so each must be cheap and never wait.
    public struct Surroundings: Sendable {
        /// This node's present incarnation; `nil` before it has registered.
        public var node: @Sendable () -> LocalNode?
        /// Who is in the cluster.
        public var snapshot: @Sendable () -> MembershipSnapshot
        /// Where an incarnation stands that was never seen, after a fresh look. Waits; throws ``ClusterError``.
        public var standing: @Sendable (Incarnation) async throws -> MembershipSnapshot.Standing
        /// Whether the node may speak for its sessions now (design, section 3, "Lease").
        public var mayServe: @Sendable () -> Bool
        /// Whether it takes new sessions.
        public var isReady: @Sendable () -> Bool
        /// How it stands to its cluster.
        public var health: @Sendable () -> Membership.Health

        /// Creates surroundings.
        public init(
            node: @escaping @Sendable () -> LocalNode?,
            snapshot: @escaping @Sendable () -> MembershipSnapshot,
            standing: @escaping @Sendable (Incarnation) async throws -> MembershipSnapshot.Standing,
            mayServe: @escaping @Sendable () -> Bool,
            isReady: @escaping @Sendable () -> Bool,
            health: @escaping @Sendable () -> Membership.Health
        ) {
            self.node = node
            self.snapshot = snapshot
            self.standing = standing
            self.mayServe = mayServe
            self.isReady = isReady
            self.health = health
        }
    }

    let configuration: Configuration
    let surroundings: Surroundings
    let peers: any PeerQuestions
    let log: Logger
    /// Rendered before the first request, for that takes longer than a loop may be held up.
    let openAPI: OpenAPIDocument

    /// Creates an API.
    ///
    /// - Parameters:
    ///   - configuration: Bounds and choices.
    ///   - surroundings: The node and its cluster.
    ///   - peers: Asks the other nodes, and answers them.
    ///   - log: One line per request at debug, one per session and statement at info.
    public init(
        _ configuration: Configuration,
        _ surroundings: Surroundings,
        peers: any PeerQuestions,
        log: Logger
    ) {
        self.configuration = configuration
        self.surroundings = surroundings
        self.peers = peers
        self.log = log
        self.openAPI = OpenAPIDocument(version: configuration.version)
    }
}
