import Engines

/// A session's configuration without the JDBC prefixes (contract, section 3.1).
struct SessionSettings: Sendable, Hashable {
    static let idleTimeoutKeys = ["kyuubi.session.idle.timeout", "kyuubi.session.timeout"]
    static let launchTimeoutKey = "kyuubi.session.engine.initialize.timeout"

    /// Longest first: `set:` is the beginning of the others.
    private static let prefixes = ["set:hiveconf:", "set:hivevar:", "set:metaconf:", "set:system:", "set:"]

    /// The database to start in.
    private(set) var database: String?
    /// The catalog to start in.
    private(set) var catalog: String?
    /// Everything else.
    private(set) var values: [String: String] = [:]
    /// How long the session may idle, where it says so itself.
    private(set) var idleTimeout: Duration?
    /// How long its engine may take to open, where it says so itself.
    private(set) var launchTimeout: Duration?

    /// - Throws: ``SessionError`` with `invalidArgument`.
    init(_ configs: [String: String]) throws {
        // In order of the keys, so that of two spellings of one key always the same wins.
        for (key, value) in configs.sorted(by: { $0.key < $1.key }) {
            switch key {
            case "use:database": self.database = value
            case "use:catalog": self.catalog = value
            default:
                if key.hasPrefix("set:env:") || key.hasPrefix("env:") {
                    throw SessionError(.invalidArgument, "env:* variables can not be set")
                }
                self.values[Self.withoutPrefix(key)] = value
            }
        }
        for key in Self.idleTimeoutKeys where self.idleTimeout == nil {
            self.idleTimeout = try self.duration(key)
        }
        self.launchTimeout = try self.duration(Self.launchTimeoutKey)
    }

    /// The name the client gave the session; empty without one.
    var name: String {
        self["kyuubi.session.name"] ?? ""
    }

    subscript(key: String) -> String? {
        self.values[key]
    }

    private func duration(_ key: String) throws -> Duration? {
        guard let text = self.values[key] else { return nil }
        guard let duration = DurationText.parse(text) else {
            throw SessionError(.invalidArgument, "\(key) is not a duration such as PT6H or 21600000: \(text)")
        }
        return duration
    }

    private static func withoutPrefix(_ key: String) -> String {
        for prefix in Self.prefixes where key.hasPrefix(prefix) {
            return String(key.dropFirst(prefix.count))
        }
        return key
    }
}
