import Handles
import ZooKeeper

/// Who is there: all that is due is asked for at once, and comes in one or two round trips.
extension ZooKeeperRegistry {
    func read(_ plan: NodeTree.Plan) async throws -> NodeTree.Reading {
        var names: [Incarnation]
        if let known = plan.names {
            names = known
        } else {
            names = try await self.client.children(of: self.paths.nodes, watch: true)
                .compactMap(ClusterPaths.incarnation(of:))
        }
        names.sort()
        var reading = NodeTree.Reading(names: names, nodes: [:])
        try await withThrowingTaskGroup(of: Read.self) { group in
            for incarnation in plan.due(of: names) {
                group.addTask {
                    try await self.read(incarnation, withRecord: !plan.recorded.contains(incarnation))
                }
            }
            for try await read in group {
                reading.nodes[read.incarnation] = .some(read.node)
                reading.unreadable.merge(read.unreadable) { $1 }
            }
        }
        return reading
    }

    func readAlives(_ incarnations: [Incarnation]) async throws -> [Incarnation: AliveRecord] {
        try await withThrowingTaskGroup(of: (Incarnation, AliveRecord?).self) { group in
            for incarnation in incarnations {
                group.addTask { (incarnation, try await self.alive(of: incarnation).map { $0.record ?? .unreadable }) }
            }
            return try await group.reduce(into: [:]) { records, read in
                if let record = read.1 { records[read.0] = record }
            }
        }
    }

    /// What came of reading one node.
    private struct Read: Sendable {
        var incarnation: Incarnation
        /// `nil` where the znode went meanwhile.
        var node: NodeTree.Node?
        var unreadable: [String: String] = [:]
    }

    /// What a znode holds, or what to say of one that cannot be read: what a newer version wrote, or what is damaged or empty, must
    /// end nobody.
    private struct Content<Record: Decodable & Sendable>: Sendable {
        var record: Record?
        var complaint: String?

        init(_ data: [UInt8]?, at path: String) {
            do {
                self.record = try decode(data, at: path)
            } catch {
                self.complaint = "\(error.message); its node counts by its znodes alone"
            }
        }
    }

    private func read(_ incarnation: Incarnation, withRecord: Bool) async throws -> Read {
        let path = self.paths.node(incarnation)
        let alivePath = self.paths.alive(incarnation)
        async let names = self.client.children(of: path, watch: true)
        async let content = withRecord ? Content<NodeRecord>(self.client.get(path).data, at: path) : nil
        async let early = self.alive(of: incarnation)
        do {
            let children = try await names
            var read = Read(incarnation: incarnation, node: .init(record: nil, children: children, alive: nil))
            if let content = try await content {
                read.node?.record = content.record.map(NodeTree.Record.readable) ?? .unreadable
                read.unreadable[path] = content.complaint
            }
            var alive = try await early
            guard children.contains(ClusterPaths.alive) else { return read }
            // Created between the two reads, of which this one was the first: no watch would tell. Deleted again, one tells.
            if alive == nil { alive = try await self.alive(of: incarnation) }
            read.node?.alive = alive.map { $0.record ?? .unreadable }
            read.unreadable[alivePath] = alive?.complaint
            return read
        } catch let error as ZooKeeperError where error.code == .noNode {
            return Read(incarnation: incarnation, node: nil)
        }
    }

    /// - Returns: `nil` where there is none.
    private func alive(of incarnation: Incarnation) async throws -> Content<AliveRecord>? {
        let path = self.paths.alive(incarnation)
        var data: [UInt8]?
        let failure = try await failure(of: [.noNode]) { data = try await self.client.get(path).data }
        return failure == nil ? Content(data, at: path) : nil
    }
}
