public import Handles
import Synchronization
import ZooKeeper

/// A node's place in its cluster: registers it, watches the others, and answers where a handle's owner stands.
///
/// Requests read ``snapshot``; only a handle above everything ever listed waits for ZooKeeper, in ``standing(of:)``. Nothing
/// happens before ``run()`` is awaited, and it ends after ``stop()``. All decisions are `MembershipStateMachine`'s; one task
/// feeds it and carries out what it says, in order, and waits for nothing that it sends.
public final class Membership: Sendable {
    /// Something that whoever composes the node has to act on.
    public enum Event: Sendable, Hashable {
        /// The node is registered as this incarnation, anew or again.
        case registered(Incarnation)
        /// The others have buried this incarnation: its sessions must end. The node registers as a new one.
        case buried(Incarnation)
    }

    struct State {
        var snapshot = MembershipSnapshot()
        var identity: ClusterIdentity?
        var isInContact = false
        var isRegistered = false
        /// On the clock of ``BootTime``.
        var contactAt: Duration?
        var report = Report()
        /// Whether a tick is on its way to the loop: however late that is, a second one would say nothing more.
        var isTickPending = false
        /// Who waits for a fresh look that has not begun.
        var waiting: [CheckedContinuation<Void, any Error>] = []
        /// Peers that ask to be held.
        var leaseQuestions: [LeaseQuestion] = []
        var hasEnded = false
    }

    /// What the node says of itself in `alive`.
    public struct Report: Sendable, Hashable {
        /// Whether it takes new sessions.
        public var activity = AliveRecord.Activity.active
        /// Its open sessions.
        public var sessions = 0

        /// Creates the report of a node that has just started.
        public init() {}
    }

    struct LeaseQuestion {
        var peer: Incarnation
        var answer: CheckedContinuation<LeaseAnswer, Never>
    }

    enum Input: Sendable {
        case opened(ZooKeeperClient)
        case connectFailed(any Error)
        case zooKeeper(ZooKeeperClient.Event, ZooKeeperClient)
        case tick
        case probed(Incarnation, ProbeAnswer)
        case leaseAnswered(Incarnation, LeaseAnswer)
        case leaseAsked
        /// A call to ZooKeeper ended, which the session of this number was asked. A failure is one that ends the node.
        case answered(Result<RegistryAnswer, any Error>, session: Int)
        case look
        case report
        case stop
    }

    let configuration: Configuration
    let peers: PeerCalls
    let state = Mutex(State())
    let lease = LeaseClock()
    private let observers = Mutex<[@Sendable (MembershipSnapshot) -> Void]>([])
    let inputs: AsyncStream<Input>
    let input: AsyncStream<Input>.Continuation
    let eventSource: AsyncStream<Event>.Continuation

    /// What has happened to the node. For one reader.
    public let events: AsyncStream<Event>

    /// Creates a membership that does nothing before ``run()``.
    public init(_ configuration: Configuration, peers: PeerCalls) {
        self.configuration = configuration
        self.peers = peers
        (self.inputs, self.input) = AsyncStream.makeStream()
        (self.events, self.eventSource) = AsyncStream.makeStream()
    }

    /// Who is in the cluster, as of the last listing.
    public var snapshot: MembershipSnapshot {
        self.state.withLock { $0.snapshot }
    }

    /// The cluster's GUID and keys; `nil` before the node has found or made its cluster.
    public var identity: ClusterIdentity? {
        self.state.withLock { $0.identity }
    }

    /// Whether ZooKeeper answers, always true for a node that stands alone.
    public var isInContact: Bool {
        self.state.withLock { $0.isInContact }
    }

    /// Whether the node may serve its own sessions now: it cannot have been buried. Check when a request for an own session
    /// arrives, and again before its answer's head goes out; answer 503 otherwise.
    public var mayServe: Bool {
        self.lease.mayServe
    }

    /// Has a closure called with the present snapshot, at once, and with each changed one, in order, from the task that publishes
    /// it: so each event loop can keep its own copy, and whoever waits for a node hears that it is gone.
    ///
    /// - Parameter observer: Must not block, and not call this. It is kept as long as the membership.
    public func observe(_ observer: @escaping @Sendable (MembershipSnapshot) -> Void) {
        self.observers.withLock { observers in
            observers.append(observer)
            observer(self.snapshot)
        }
    }

    func tellObservers(_ snapshot: MembershipSnapshot) {
        self.observers.withLock { observers in
            for observer in observers { observer(snapshot) }
        }
    }

    /// What the node says to a peer that probes it under its own incarnation, or under another: `nil` before it has registered.
    public var probeReply: ProbeReply? {
        self.snapshot.own.map(ProbeReply.init(incarnation:))
    }

    /// A peer without contact, known by its hop's signature, asks this node to hold it.
    public func leaseAsked(by peer: Incarnation) async -> LeaseAnswer {
        await withCheckedContinuation { answer in
            let isTaken = self.state.withLock { state in
                if !state.hasEnded { state.leaseQuestions.append(LeaseQuestion(peer: peer, answer: answer)) }
                return !state.hasEnded
            }
            if isTaken {
                self.input.yield(.leaseAsked)
            } else {
                answer.resume(returning: .unanswered)
            }
        }
    }

    /// Where a handle's owner stands, after a fresh look at ZooKeeper where the last listing cannot tell.
    ///
    /// The look writes before it reads, since a read alone may come from a server that lags. Looks are shared by those who came
    /// before one began.
    ///
    /// - Throws: ``ClusterError`` with the code `noContact` where a fresh look is needed and ZooKeeper does not answer.
    public func standing(of incarnation: Incarnation) async throws -> MembershipSnapshot.Standing {
        let known = self.snapshot.standing(of: incarnation)
        guard known == .notYetSeen else { return known }
        try await withCheckedThrowingContinuation { continuation in
            let refusal: ClusterError? = self.state.withLock { state in
                if state.hasEnded { return ClusterError(.stopped, "the node has left the cluster") }
                if !state.isInContact { return Self.noContact }
                state.waiting.append(continuation)
                return nil
            }
            if let refusal {
                continuation.resume(throwing: refusal)
            } else {
                self.input.yield(.look)
            }
        }
        let standing = self.snapshot.standing(of: incarnation)
        return standing == .notYetSeen ? .gone : standing
    }

    /// Tells the others how the node is.
    public func report(_ report: Report) {
        let isNew = self.state.withLock { state in
            defer { state.report = report }
            return state.report != report
        }
        if isNew { self.input.yield(.report) }
    }

    /// Leaves the cluster: the node's handles are gone from then on. ``run()`` ends when it has left.
    public func stop() {
        self.input.yield(.stop)
    }

    static let noContact = ClusterError(.noContact, "ZooKeeper does not answer; try again in a moment")
}
