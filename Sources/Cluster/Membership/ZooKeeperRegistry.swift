import FoundationEssentials
import Handles
import ZooKeeper

/// Node starts as znodes, in one ZooKeeper session.
struct ZooKeeperRegistry: Registry {
    let paths: ClusterPaths
    let client: ZooKeeperClient

    func prepare(secret: ClusterSecret, known: ClusterIdentity?) async throws -> ClusterIdentity {
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

    func createNode(_ record: NodeRecord, mayBeThere: Bool) async throws -> Incarnation {
        if mayBeThere, let found = try await self.findNode(guid: record.guid) { return found }
        let path = try await self.client.create(self.paths.newNode, data: encode(record), mode: .persistentSequential)
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

    func bury(_ incarnation: Incarnation) async throws -> Bool {
        // Somebody else may have buried it, or it is registered or held again.
        let failure = try await failure(of: [.noNode, .notEmpty]) {
            try await self.client.delete(self.paths.node(incarnation))
        }
        return failure != .notEmpty
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
func failure(
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

func encode(_ record: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return Array(try encoder.encode(record))
}

func decode<Record: Decodable>(_ data: [UInt8]?, at path: String) throws(ClusterError) -> Record {
    do {
        return try JSONDecoder().decode(Record.self, from: Data(data ?? []))
    } catch {
        throw ClusterError(.badRecord, "the znode \(path) holds no \(Record.self) that this version reads")
    }
}
