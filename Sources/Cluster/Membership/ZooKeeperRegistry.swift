import FoundationEssentials
import Handles
import ZooKeeper

/// Node starts as znodes. One value over all ZooKeeper sessions of a node; each new session is given to ``client``.
struct ZooKeeperRegistry: Registry {
    let paths: ClusterPaths
    var client: ZooKeeperClient
    /// Whether a `nodes/<n>` of this node may be there that it was never told of.
    private var isCreateUnconfirmed = false
    /// Records never change: each is read once.
    private var records: [Incarnation: NodeRecord] = [:]
    private let log: (@Sendable (String) -> Void)?
    /// The znodes whose content was found unreadable, each told once.
    private var unreadable: Set<String> = []

    init(paths: ClusterPaths, client: ZooKeeperClient, log: (@Sendable (String) -> Void)? = nil) {
        self.paths = paths
        self.client = client
        self.log = log
    }

    mutating func prepare(secret: ClusterSecret, known: ClusterIdentity?) async throws -> ClusterIdentity {
        for path in self.paths.ancestors + [self.paths.nodes] {
            try await self.createUnlessThere(path)
        }
        let made = known ?? ClusterIdentity(secret: secret)
        if try await self.createUnlessThere(self.paths.cluster, data: encode(made.record)) {
            return made
        }
        let record: ClusterIdentity.Record = try decode(
            try await self.client.get(self.paths.cluster).data,
            at: self.paths.cluster
        )
        let found = try ClusterIdentity(record, secret: secret)
        guard known == nil || known?.guid == found.guid else {
            throw ClusterError(
                .badRecord,
                "ZooKeeper now holds another cluster (\(found.guid)) than the node joined; start the node anew"
            )
        }
        return found
    }

    mutating func createNode(_ record: NodeRecord) async throws -> Incarnation {
        if self.isCreateUnconfirmed, let found = try await self.findNode(guid: record.guid) {
            self.isCreateUnconfirmed = false
            return found
        }
        self.isCreateUnconfirmed = true
        let path = try await self.client.create(self.paths.newNode, data: encode(record), mode: .persistentSequential)
        self.isCreateUnconfirmed = false
        guard let own = ClusterPaths.incarnation(of: path) else {
            throw ClusterError(.badRecord, "ZooKeeper named a node \(path), which is no number")
        }
        return own
    }

    func createAlive(_ own: Incarnation, _ record: AliveRecord) async throws -> AliveOutcome {
        let path = self.paths.alive(own)
        let failure = try await failure(of: [.noNode, .nodeExists]) {
            _ = try await self.client.create(path, data: encode(record), mode: .ephemeral)
        }
        switch failure {
        case nil:
            return .created
        case .some(.noNode):
            return .nodeGone
        default:
            guard let stat = try await self.client.exists(path) else {
                // It expired between the two calls.
                return try await self.createAlive(own, record)
            }
            return stat.ephemeralOwner == self.client.sessionID ? .created : .foundOfOtherSession
        }
    }

    func replaceAlive(_ own: Incarnation, _ record: AliveRecord) async throws -> AliveOutcome {
        let path = self.paths.alive(own)
        let failure = try await failure(of: [.noNode]) {
            _ = try await self.client.multi([.delete(path), .create(path, data: encode(record), mode: .ephemeral)])
        }
        // Where something was missing, the leftover expired meanwhile, or the node is gone.
        return failure == nil ? .created : try await self.createAlive(own, record)
    }

    func writeAlive(_ own: Incarnation, _ record: AliveRecord) async throws {
        // Where it is missing, the next listing shows it.
        _ = try await failure(of: [.noNode]) {
            _ = try await self.client.set(self.paths.alive(own), data: encode(record))
        }
    }

    mutating func list() async throws -> [MembershipStateMachine.Listing] {
        var listings: [MembershipStateMachine.Listing] = []
        let incarnations = try await self.client.children(of: self.paths.nodes, watch: true)
            .compactMap(ClusterPaths.incarnation(of:))
            .sorted()
        for incarnation in incarnations {
            if let listing = try await self.look(at: incarnation) {
                listings.append(listing)
            }
        }
        let present = Set(listings.map(\.incarnation))
        self.records = self.records.filter { present.contains($0.key) }
        self.unreadable = self.unreadable.filter { path in
            listings.contains { path == self.paths.node($0.incarnation) || path == self.paths.alive($0.incarnation) }
        }
        return listings
    }

    func bury(_ incarnation: Incarnation) async throws {
        // Somebody else may have buried it, or it is registered or held again: the next listing tells.
        _ = try await failure(of: [.noNode, .notEmpty]) {
            try await self.client.delete(self.paths.node(incarnation))
        }
    }

    func hold(_ incarnation: Incarnation, by own: Incarnation) async throws -> Bool {
        let path = self.paths.held(incarnation, by: own)
        let failure = try await failure(of: [.noNode, .nodeExists]) {
            _ = try await self.client.create(path, mode: .ephemeral)
        }
        guard failure == .nodeExists else { return failure == nil }
        // One of an earlier session goes when that expires: only one of this session holds.
        return try await self.client.exists(path)?.ephemeralOwner == self.client.sessionID
    }

    func release(_ incarnation: Incarnation, by own: Incarnation) async throws {
        _ = try await failure(of: [.noNode]) {
            try await self.client.delete(self.paths.held(incarnation, by: own))
        }
    }

    func isThere(_ own: Incarnation) async throws -> Bool {
        try await self.client.exists(self.paths.node(own)) != nil
    }

    func leave(_ own: Incarnation) async throws {
        _ = try await failure(of: [.noNode]) { try await self.client.delete(self.paths.alive(own)) }
        // Where a peer holds the node still, it lets go once nobody answers here, and buries it.
        _ = try await failure(of: [.noNode, .notEmpty]) { try await self.client.delete(self.paths.node(own)) }
    }

    /// - Returns: `nil` where the znode went meanwhile.
    private mutating func look(at incarnation: Incarnation) async throws -> MembershipStateMachine.Listing? {
        let path = self.paths.node(incarnation)
        do {
            let children: [String] = try await self.client.children(of: path, watch: true)
            let record = try await self.record(of: incarnation)
            let alive = try await children.contains(ClusterPaths.alive) ? self.aliveRecord(of: incarnation) : nil
            return .init(incarnation: incarnation, record: record, alive: alive, hasChild: !children.isEmpty)
        } catch let error as ZooKeeperError {
            guard error.code == .noNode else { throw error }
            return nil
        }
    }

    /// - Returns: `nil` where it cannot be read.
    private mutating func record(of incarnation: Incarnation) async throws -> NodeRecord? {
        if let record = self.records[incarnation] { return record }
        let path = self.paths.node(incarnation)
        let record: NodeRecord? = self.decodeIfReadable(try await self.client.get(path).data, at: path)
        self.records[incarnation] = record
        return record
    }

    /// - Returns: `nil` where the znode went meanwhile, which a watch tells.
    private mutating func aliveRecord(of incarnation: Incarnation) async throws -> AliveRecord? {
        let path = self.paths.alive(incarnation)
        var data: [UInt8]?
        let failure = try await failure(of: [.noNode]) { data = try await self.client.get(path, watch: true).data }
        guard failure == nil else { return nil }
        return self.decodeIfReadable(data, at: path) ?? .unreadable
    }

    /// What a newer version wrote, or what is damaged or empty, must end nobody: it is told, once for each znode.
    private mutating func decodeIfReadable<Record: Decodable>(_ data: [UInt8]?, at path: String) -> Record? {
        do {
            let record: Record = try decode(data, at: path)
            self.unreadable.remove(path)
            return record
        } catch {
            if self.unreadable.insert(path).inserted {
                self.log?("\(error.message); its node counts by its znodes alone")
            }
            return nil
        }
    }

    private func findNode(guid: String) async throws -> Incarnation? {
        for name in try await self.client.children(of: self.paths.nodes) {
            guard
                let incarnation = ClusterPaths.incarnation(of: name),
                let data = try? await self.client.get(self.paths.node(incarnation)).data,
                let record = try? decode(data, at: name) as NodeRecord
            else { continue }
            if record.guid == guid { return incarnation }
        }
        return nil
    }

    /// - Returns: Whether this call created it.
    @discardableResult
    private func createUnlessThere(_ path: String, data: [UInt8] = []) async throws -> Bool {
        let failure = try await failure(of: [.nodeExists]) { _ = try await self.client.create(path, data: data) }
        return failure == nil
    }
}

/// Makes a call that may fail in an expected way.
///
/// - Returns: The code it failed with, where that is one of these; `nil` where it did not fail.
private func failure(
    of codes: [ZooKeeperError.Code],
    _ call: () async throws -> Void
) async throws -> ZooKeeperError.Code? {
    do {
        try await call()
        return nil
    } catch let error as ZooKeeperError {
        guard codes.contains(error.code) else { throw error }
        return error.code
    }
}

private func encode(_ record: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return Array(try encoder.encode(record))
}

private func decode<Record: Decodable>(_ data: [UInt8]?, at path: String) throws(ClusterError) -> Record {
    do {
        return try JSONDecoder().decode(Record.self, from: Data(data ?? []))
    } catch {
        throw ClusterError(.badRecord, "the znode \(path) holds no \(Record.self) that this version reads")
    }
}
