public import Handles

/// Who is in the cluster, as one listing of ZooKeeper gave it. Immutable; requests read it and nothing else.
public struct MembershipSnapshot: Sendable, Hashable {
    /// A node start that is not gone.
    public struct Member: Sendable, Hashable {
        /// Which one.
        public var incarnation: Incarnation
        /// Who started there; `nil` where this version cannot read it: the node has no address here, answer 503.
        public var record: NodeRecord?
        /// How it is; `nil` while only held by a peer, or lost.
        public var alive: AliveRecord?
        /// Whether `nodes/<n>` has a child: registered, else lost.
        public var isRegistered: Bool

        /// Creates a member.
        public init(incarnation: Incarnation, record: NodeRecord?, alive: AliveRecord?, isRegistered: Bool) {
            self.incarnation = incarnation
            self.record = record
            self.alive = alive
            self.isRegistered = isRegistered
        }
    }

    /// Where a handle's owner stands (design, section 3).
    public enum Standing: Sendable, Hashable {
        /// This node start itself.
        case own
        /// Registered: forward.
        case registered(Member)
        /// Lost: forward if it answers a probe as that incarnation, else 503.
        case lost(Member)
        /// Gone: 410, for ever.
        case gone
        /// Above everything ever listed: not to be called gone before a fresh look.
        case notYetSeen
    }

    /// This node's incarnation; `nil` before it has registered.
    public var own: Incarnation?
    /// All that are not gone.
    public var members: [Incarnation: Member]
    /// The highest incarnation ever listed; `nil` before the first listing.
    public var highestListed: Incarnation?

    /// Creates a snapshot.
    public init(own: Incarnation? = nil, members: [Incarnation: Member] = [:], highestListed: Incarnation? = nil) {
        self.own = own
        self.members = members
        self.highestListed = highestListed
    }

    /// Where an incarnation stands.
    public func standing(of incarnation: Incarnation) -> Standing {
        if incarnation == self.own { return .own }
        if let member = self.members[incarnation] {
            return member.isRegistered ? .registered(member) : .lost(member)
        }
        guard let highestListed, incarnation <= highestListed else { return .notYetSeen }
        return .gone
    }
}
