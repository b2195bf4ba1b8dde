import Handles

/// The cluster's znodes (design, section 3).
struct ClusterPaths: Sendable {
    let namespace: String

    var cluster: String { "\(self.namespace)/cluster" }
    var nodes: String { "\(self.namespace)/nodes" }

    /// What ZooKeeper appends the sequence to.
    var newNode: String { "\(self.nodes)/" }

    func node(_ incarnation: Incarnation) -> String {
        "\(self.nodes)/\(Self.name(of: incarnation))"
    }

    func alive(_ incarnation: Incarnation) -> String {
        "\(self.node(incarnation))/\(Self.alive)"
    }

    /// What `holder` keeps below another node's znode so that nobody can bury it.
    func held(_ incarnation: Incarnation, by holder: Incarnation) -> String {
        "\(self.node(incarnation))/\(Self.held)\(Self.name(of: holder))"
    }

    static let alive = "alive"
    private static let held = "held-"

    /// The holder that a child of `nodes/<n>` is named for; `nil` for one of another name.
    static func holder(of name: String) -> Incarnation? {
        name.hasPrefix(self.held) ? UInt32(name.dropFirst(self.held.count)).map(Incarnation.init(rawValue:)) : nil
    }

    /// The name that ZooKeeper's sequence gave, ten digits.
    static func name(of incarnation: Incarnation) -> String {
        let digits = String(incarnation.rawValue)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }

    /// The incarnation of a child of `nodes`, or of its whole path; `nil` for a name that is not a number.
    static func incarnation(of path: String) -> Incarnation? {
        let name = path.split(separator: "/").last ?? ""
        return UInt32(name).map(Incarnation.init(rawValue:))
    }

    /// The namespace and each path above it, the highest first.
    var ancestors: [String] {
        var path = ""
        return self.namespace.split(separator: "/").map { part in
            path += "/\(part)"
            return path
        }
    }
}
