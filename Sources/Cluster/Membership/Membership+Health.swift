public import Handles

extension Membership {
    /// How the node stands to its cluster, for `/api/v1/health`.
    public struct Health: Sendable, Hashable {
        /// This node's incarnation; `nil` before it has registered.
        public var own: Incarnation?
        /// The highest incarnation ever listed; `nil` before the first listing.
        public var highestListed: Incarnation?
        /// Whether its `alive` is confirmed in the present ZooKeeper session.
        public var isRegistered: Bool
        /// Whether ZooKeeper answers; always so for a node that stands alone.
        public var isInContact: Bool
        /// How long ago the last read that ZooKeeper answered was sent; `nil` before the first.
        public var contactAge: Duration?
        /// How long the node may still serve its own sessions, if nothing is heard meanwhile; `nil` where it may not. Decades for a node that
        /// stands alone: nobody can bury it.
        public var servesFor: Duration?
    }

    /// How the node stands to its cluster now.
    public var health: Health {
        let servesFor = self.lease.rest
        return self.state.withLock { state in
            Health(
                own: state.snapshot.own,
                highestListed: state.snapshot.highestListed,
                isRegistered: state.isRegistered,
                isInContact: state.isInContact,
                contactAge: state.contactAt.map { max(.zero, BootTime.now - $0) },
                servesFor: servesFor
            )
        }
    }
}
