/// What a node tells of itself and its cluster at `GET /api/v1/health`.
struct ClusterStatus: Sendable, Equatable {
    struct Node: Sendable, Equatable {
        var name: String
        var incarnation: String
        var state: String
        var sessions: String
        var version: String
        var url: String
        /// Whether it is the one that answered.
        var isAsked: Bool
    }

    /// In the order of the answer.
    var nodes: [Node]
    /// Whether the node that answered hears from ZooKeeper.
    var isInContact: Bool
    /// For how long it has not, in milliseconds; `nil` where it never has.
    var contactAge: Int?

    /// Reads the answer.
    ///
    /// - Throws: ``GatewayError`` where it is not one of a node.
    init(_ health: JSONValue) throws {
        guard let members = health["members"]?.array else {
            throw GatewayError(message: "the answer has no members: it is not one of a Torii node")
        }
        let own = health["incarnation"]?.integer
        self.nodes = members.map { member in
            let text = { (name: String) in member[name]?.plainText ?? "" }
            return Node(
                name: text("name"),
                incarnation: text("incarnation"),
                state: text("state"),
                sessions: text("sessions"),
                version: text("version"),
                url: text("url"),
                isAsked: own != nil && member["incarnation"]?.integer == own
            )
        }
        self.isInContact = health["isInContact"] == .boolean(true)
        self.contactAge = health["contactAgeMs"]?.integer
    }

    /// A table, and a line each for what is to be known about it.
    var table: String {
        let columns = ["", "name", "incarnation", "state", "sessions", "version", "url"].map {
            OutputColumn(name: $0, isNumeric: $0 == "incarnation" || $0 == "sessions")
        }
        let rows = self.nodes.map { node in
            [
                node.isAsked ? "*" : "", node.name, node.incarnation, node.state, node.sessions, node.version, node.url,
            ].map { TableFormatter.cell(.string($0)) }
        }
        let table = TableFormatter(columns: columns, firstRows: rows)
        var text = table.head + table.lines(rows)
        text += "(\(rows.count) \(rows.count == 1 ? "node" : "nodes"), as the one marked * sees them)\n"
        if !self.nodes.contains(where: \.isAsked) {
            text += "The node that answered is not in the cluster at the moment.\n"
        }
        if !self.isInContact {
            let since = self.contactAge.map { " for \($0 / 1000).\($0 % 1000 / 100) s" } ?? ""
            text += "The node that answered has not heard from ZooKeeper\(since): the rest may have changed.\n"
        }
        return text
    }
}

extension Program {
    /// `torii cluster status`. A node without contact to its cluster is shown, no failure: it has answered.
    static func clusterStatus(_ options: ClusterStatusOptions) async -> Int32 {
        await self.reaching(options.url) { await self.clusterStatus(options, over: $0, write: { self.write($0) }) }
    }

    static func clusterStatus(
        _ options: ClusterStatusOptions,
        over transport: @escaping GatewayTransport,
        write: (String) -> Void
    ) async -> Int32 {
        do {
            let health = try await GatewayClient(transport: transport).call("GET", "/health")
            let status = try ClusterStatus(health)
            switch options.format {
            case .table: write(status.table)
            case .json: write("\(health.encoded)\n")
            }
            return Status.success
        } catch {
            self.complain("\(error)")
            return Status.failure
        }
    }
}
