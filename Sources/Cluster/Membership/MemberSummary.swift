/// A node as people see it: a line of `torii cluster status`.
public struct MemberSummary: Sendable, Hashable, Codable {
    /// How it is.
    public enum State: String, Sendable, Hashable, Codable {
        /// It takes new sessions.
        case active
        /// It takes no new sessions.
        case draining
        /// Without contact to ZooKeeper, but it answers a peer, which holds it.
        case held
        /// Nobody has heard of it.
        case lost
    }

    /// The incarnation's number.
    public var incarnation: UInt32
    /// The configured name; `nil` where its record cannot be read, as with ``url`` and ``version``.
    public var name: String?
    /// Where it is reached by the other nodes.
    public var url: String?
    /// How it is.
    public var state: State
    /// Its open sessions, as of some time ago; `nil` where it says nothing of itself.
    public var sessions: Int?
    /// The version of Torii.
    public var version: String?

    /// Sums up a member.
    public init(_ member: MembershipSnapshot.Member) {
        self.incarnation = member.incarnation.rawValue
        self.name = member.record?.name
        self.url = member.record?.url
        self.version = member.record?.version
        self.sessions = member.alive?.sessions
        self.state =
            switch (member.isRegistered, member.alive?.activity) {
            case (false, _): .lost
            case (true, nil): .held
            case (true, .active): .active
            case (true, .draining): .draining
            }
    }
}

extension MembershipSnapshot {
    /// All members, the oldest first.
    public var summaries: [MemberSummary] {
        self.members.values.map(MemberSummary.init).sorted { $0.incarnation < $1.incarnation }
    }
}

extension NodeRecord {
    /// `http://host:port`, an IPv6 address in brackets.
    public var url: String {
        self.host.utf8.contains(UInt8(ascii: ":"))
            ? "http://[\(self.host)]:\(self.port)" : "http://\(self.host):\(self.port)"
    }
}
