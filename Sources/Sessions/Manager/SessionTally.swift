/// How many sessions there are of each user, from each address, and of each user from each address.
struct SessionTally: Sendable, Hashable {
    private struct Origin: Sendable, Hashable {
        var user: String
        var address: String
    }

    private(set) var total = 0
    private var users: [String: Int] = [:]
    private var addresses: [String: Int] = [:]
    private var origins: [Origin: Int] = [:]

    func sessions(ofUser user: String) -> Int {
        self.users[user] ?? 0
    }

    func sessions(at address: String) -> Int {
        self.addresses[address] ?? 0
    }

    func sessions(ofUser user: String, at address: String) -> Int {
        self.origins[Origin(user: user, address: address)] ?? 0
    }

    mutating func add(_ request: SessionOpenRequest) {
        self.change(by: 1, request)
    }

    mutating func remove(_ request: SessionOpenRequest) {
        self.change(by: -1, request)
    }

    private mutating func change(by step: Int, _ request: SessionOpenRequest) {
        self.total += step
        Self.change(&self.users, request.user, by: step)
        Self.change(&self.addresses, request.clientAddress, by: step)
        Self.change(&self.origins, Origin(user: request.user, address: request.clientAddress), by: step)
    }

    /// Who has none leaves no entry: users and addresses come without end.
    private static func change<Key>(_ counts: inout [Key: Int], _ key: Key, by step: Int) {
        let count = (counts[key] ?? 0) + step
        counts[key] = count == 0 ? nil : count
    }
}
