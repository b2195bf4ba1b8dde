import Handles

/// What is known of the znodes below `nodes`, and what of it has changed and must be read again: so that a change costs each node
/// a few packets, however many nodes there are.
struct NodeTree: Sendable {
    /// What a `nodes/<n>` says of who started there.
    enum Record: Sendable, Hashable {
        case readable(NodeRecord)
        case unreadable
    }

    /// One `nodes/<n>`. Its record never changes: it is read once.
    struct Node: Sendable, Hashable {
        /// `nil` where a reading has not read it.
        var record: Record?
        /// The names of its children.
        var children: [String]
        /// `nil` where it has none.
        var alive: AliveRecord?
    }

    /// What to read.
    struct Plan: Sendable, Hashable {
        /// The nodes that are known, where they need not be read again; those that are not known are read too.
        var names: [Incarnation]?
        /// The nodes whose children are read again.
        var changed: Set<Incarnation>
        /// The nodes whose record is known.
        var recorded: Set<Incarnation>

        /// Those to read of the ones that are there.
        func due(of names: [Incarnation]) -> [Incarnation] {
            names.filter { self.changed.contains($0) || !self.recorded.contains($0) }
        }
    }

    /// What was read.
    struct Reading: Sendable {
        var names: [Incarnation]
        /// Those that were read; without a value where the znode went meanwhile.
        var nodes: [Incarnation: Node?]
        /// What is said of each znode that this version cannot read, by its path.
        var unreadable: [String: String] = [:]
    }

    private let paths: ClusterPaths
    private var nodes: [Incarnation: Node] = [:]
    private var areNamesChanged = true
    private var changed: Set<Incarnation> = []
    /// The unreadable znodes that were told, each once.
    private var told: Set<String> = []

    init(paths: ClusterPaths) {
        self.paths = paths
    }

    /// A watch told of a znode.
    mutating func changed(at path: String) {
        if path == self.paths.nodes {
            self.areNamesChanged = true
        } else if let incarnation = ClusterPaths.incarnation(of: path) {
            self.changed.insert(incarnation)
        }
    }

    /// Watches may have been missed, or a reading was lost: all must be read again.
    mutating func forget() {
        self.areNamesChanged = true
        self.changed.formUnion(self.nodes.keys)
    }

    /// What to read now. Changes from here on are for the next time.
    ///
    /// - Parameter isLook: Whether the names of all nodes are read in any case.
    mutating func plan(isLook: Bool = false) -> Plan {
        defer {
            self.areNamesChanged = false
            self.changed = []
        }
        return Plan(
            names: self.areNamesChanged || isLook ? nil : self.nodes.keys.sorted(),
            changed: self.changed,
            recorded: Set(self.nodes.keys)
        )
    }

    /// Takes in what was read.
    ///
    /// - Returns: What to tell of znodes that cannot be read.
    mutating func take(_ reading: Reading) -> [String] {
        let names = Set(reading.names)
        self.nodes = self.nodes.filter { names.contains($0.key) }
        for (incarnation, read) in reading.nodes {
            guard var node = read else {
                self.nodes[incarnation] = nil
                continue
            }
            node.record = node.record ?? self.nodes[incarnation]?.record
            self.nodes[incarnation] = node
        }
        self.told = self.told.filter { path in
            self.nodes.keys.contains { path == self.paths.node($0) || path == self.paths.alive($0) }
        }
        return reading.unreadable.sorted { $0.key < $1.key }.compactMap { path, text in
            self.told.insert(path).inserted ? text : nil
        }
    }

    /// Takes in what others say of themselves.
    mutating func take(_ alives: [Incarnation: AliveRecord]) {
        for (incarnation, alive) in alives where self.nodes[incarnation]?.alive != nil {
            self.nodes[incarnation]?.alive = alive
        }
    }

    /// All that are there, the oldest first.
    var listings: [MembershipStateMachine.Listing] {
        self.nodes.sorted { $0.key < $1.key }.map { incarnation, node in
            .init(
                incarnation: incarnation,
                record: node.record?.value,
                alive: node.alive,
                hasChild: !node.children.isEmpty,
                holders: Set(node.children.compactMap(ClusterPaths.holder(of:)))
            )
        }
    }
}

extension NodeTree.Record {
    /// `nil` where this version cannot read it.
    var value: NodeRecord? {
        switch self {
        case .readable(let record): record
        case .unreadable: nil
        }
    }
}
