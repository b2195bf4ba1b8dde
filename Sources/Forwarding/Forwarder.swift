public import Cluster
public import EventLoops
public import HTTPClient
public import HTTPServer
public import Handles

/// Sends on what is another node's, and asks the other nodes (design, sections 4 and 5).
///
/// What it has on a loop, hop numbers and a copy of the membership among it, stays there, without a lock.
public final class Forwarder: Sendable {
    /// Times and bounds.
    public struct Configuration: Sendable {
        /// From the last byte of a request sent to the head of its answer, for calls that answer at once.
        public var answerTimeout = Duration.seconds(10)
        /// For a node of the cluster to answer one of the questions that nodes ask each other.
        public var questionTimeout = Duration.seconds(1)
        /// For a node to answer its part of a cluster-wide question.
        public var listTimeout = Duration.seconds(3)
        /// How often a node is asked whether it lives, while a call without a time limit waits for its answer...
        public var watchInterval = Duration.seconds(2)
        /// ...and for how long it may leave that unanswered.
        public var watchLimit = Duration.seconds(10)
        /// Bytes that may wait on one side before the other is read no further.
        public var highMark = 64 << 10

        /// Creates the default configuration.
        public init() {}
    }

    /// How a forwarder sees its node. Called on loops: cheap, without waiting.
    public struct Surroundings: Sendable {
        /// The key of hops; `nil` before the node has found its cluster.
        public var hopKey: @Sendable () -> HopKey?
        /// Who is in the cluster.
        public var snapshot: @Sendable () -> MembershipSnapshot
        /// Where an incarnation stands, after a fresh look where one is needed. Waits.
        public var standing: @Sendable (Incarnation) async throws -> MembershipSnapshot.Standing
        /// The answer to a client whose request could not be sent on, or whose answer did not come.
        public var answer: @Sendable (RelayFailure, _ requestID: String) -> HTTPResponse

        /// Creates surroundings.
        public init(
            hopKey: @escaping @Sendable () -> HopKey?,
            snapshot: @escaping @Sendable () -> MembershipSnapshot,
            standing: @escaping @Sendable (Incarnation) async throws -> MembershipSnapshot.Standing,
            answer: @escaping @Sendable (RelayFailure, _ requestID: String) -> HTTPResponse
        ) {
            self.hopKey = hopKey
            self.snapshot = snapshot
            self.standing = standing
            self.answer = answer
        }
    }

    let configuration: Configuration
    let surroundings: Surroundings
    let client: HTTPClient
    let group: EventLoopGroup
    let windows = HopWindows()

    /// Creates a forwarder.
    public init(
        _ configuration: Configuration = Configuration(),
        surroundings: Surroundings,
        client: HTTPClient,
        group: EventLoopGroup
    ) {
        self.configuration = configuration
        self.surroundings = surroundings
        self.client = client
        self.group = group
    }

    /// The membership has changed: each loop gets its copy, and requests under way to a node that is gone end.
    public func snapshotChanged(_ snapshot: MembershipSnapshot) {
        self.windows.snapshotChanged(snapshot)
        for loop in self.group.loops {
            loop.post { loop in self.state(on: loop).snapshotChanged(snapshot, on: loop) }
        }
    }

    /// Signs an answer to another node's question.
    ///
    /// - Returns: `nil` before the node has found its cluster.
    public func sign(answer body: [UInt8], to hop: Hop) -> String? {
        self.surroundings.hopKey().map {
            HopVerifier(key: $0, windows: self.windows).signAnswer(to: hop, body: body.span)
        }
    }

    /// What the forwarder has on a loop.
    public func state(on loop: isolated EventLoop) -> ForwarderLoop {
        loop.local(for: ObjectIdentifier(self)) { ForwarderLoop(self, loop: UInt32(loop.index)) }
    }
}
