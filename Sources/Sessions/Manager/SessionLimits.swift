/// Who may open how many sessions on a node (contract, section 13, `kyuubi.server.limit.connections.*`).
public struct SessionLimits: Sendable, Hashable {
    /// The most sessions of one user (`…per.user`); `nil` for any number.
    public var perUser: Int?
    /// The most sessions from one address (`…per.ipaddress`); `nil` for any number.
    public var perAddress: Int?
    /// The most sessions of one user from one address (`…per.user.ipaddress`); `nil` for any number.
    public var perUserAddress: Int?
    /// The most sessions of the node; `nil` for any number.
    public var perNode: Int?
    /// Users without limits, but for the node's (`…user.unlimited.list`).
    public var unlimitedUsers: Set<String> = []
    /// Users who may open none (`…user.deny.list`).
    public var deniedUsers: Set<String> = []
    /// Addresses from which none may be opened (`…ip.deny.list`).
    public var deniedAddresses: Set<String> = []

    /// Creates limits that bind nobody.
    public init() {}

    /// - Throws: ``SessionError``: `denied`, `limitReached`, in the contract's words (section 3.1).
    func check(_ request: SessionOpenRequest, beside tally: SessionTally) throws {
        let (user, address) = (request.user, request.clientAddress)
        // The real user too: nobody leaves the list by taking another's name.
        if let denied = [user, request.realUser].first(where: self.deniedUsers.contains) {
            throw SessionError(
                .denied,
                "Connection denied because the user is in the deny user list. (user: \(denied))"
            )
        }
        if self.deniedAddresses.contains(address) {
            throw SessionError(
                .denied,
                "Connection denied because the client ip is in the deny ip list. (ipAddress: \(address))"
            )
        }
        if let limit = self.perNode, tally.total >= limit {
            throw SessionError(.limitReached, "Connection limit per node reached (limit: \(limit))")
        }
        if self.unlimitedUsers.contains(user) { return }
        if let limit = self.perUserAddress, tally.sessions(ofUser: user, at: address) >= limit {
            throw Self.reached("user:ipaddress", "\(user):\(address)", limit)
        }
        if let limit = self.perUser, tally.sessions(ofUser: user) >= limit {
            throw Self.reached("user", user, limit)
        }
        if let limit = self.perAddress, tally.sessions(at: address) >= limit {
            throw Self.reached("ipaddress", address, limit)
        }
    }

    private static func reached(_ kind: String, _ subject: String, _ limit: Int) -> SessionError {
        SessionError(.limitReached, "Connection limit per \(kind) reached (\(kind): \(subject) limit: \(limit))")
    }
}
