/// Configuration as a client sends it, the JDBC prefixes stripped (contract, section 3.1).
struct ConfigurationValues: Sendable, Hashable {
    /// Longest first: `set:` is the beginning of others.
    private static let prefixes = [
        "set:hiveconf:", "set:hivevar:", "set:metaconf:", "set:system:", "set:", "hiveconf:", "hivevar:", "metaconf:",
    ]

    private(set) var all: [String: String] = [:]

    /// - Throws: ``SessionError`` with `invalidArgument`.
    init(_ configs: [String: String], rules: ConfigurationRules = ConfigurationRules()) throws {
        // In order of the keys, so that of two spellings of one key always the same wins.
        for (key, value) in configs.sorted(by: { $0.key < $1.key }) {
            if key.hasPrefix("set:env:") {
                throw SessionError(.invalidArgument, "env:* variables can not be set")
            }
            let name = Self.withoutPrefix(key)
            if rules.isRestricted(name) {
                throw SessionError(
                    .invalidArgument,
                    "\(name) is a restrict key according to the server-side configuration, "
                        + "please remove it and retry if you want to proceed"
                )
            }
            if !rules.isIgnored(name) { self.all[name] = value }
        }
    }

    subscript(key: String) -> String? {
        self.all[key]
    }

    /// These values, and those of a statement before them.
    func overlaid(with values: ConfigurationValues) -> ConfigurationValues {
        if values.all.isEmpty { return self }
        var result = self
        result.all.merge(values.all) { _, overlay in overlay }
        return result
    }

    /// The values of some names, which are compared without regard to case and answered as they are listed.
    func settings(named names: [String]) -> [String: String] {
        if self.all.isEmpty { return [:] }
        var settings: [String: String] = [:]
        for (key, value) in self.all.sorted(by: { $0.key < $1.key }) {
            guard let name = names.first(where: { $0.lowercased() == key.lowercased() }) else { continue }
            settings[name] = value
        }
        return settings
    }

    /// - Throws: ``SessionError`` with `invalidArgument`.
    func duration(_ key: String) throws -> Duration? {
        guard let text = self.all[key] else { return nil }
        guard let duration = DurationText.parse(text) else {
            throw SessionError(.invalidArgument, "\(key) is not a duration such as PT6H or 21600000: \(text)")
        }
        return duration
    }

    /// - Throws: ``SessionError`` with `invalidArgument`.
    func boolean(_ key: String) throws -> Bool? {
        switch self.all[key]?.lowercased() {
        case nil: return nil
        case "true": return true
        case "false": return false
        case let text?: throw SessionError(.invalidArgument, "\(key) is neither true nor false: \(text)")
        }
    }

    private static func withoutPrefix(_ key: String) -> String {
        for prefix in Self.prefixes where key.hasPrefix(prefix) {
            return String(key.dropFirst(prefix.count))
        }
        return key
    }
}

/// Which keys clients may not set. A pattern is a key, or `prefix.*`.
struct ConfigurationRules: Sendable, Hashable {
    /// These refuse the session (`kyuubi.session.conf.restrict.list`).
    var restricted: [String] = []
    /// These are dropped (`kyuubi.session.conf.ignore.list`).
    var ignored: [String] = []

    func isRestricted(_ key: String) -> Bool {
        self.restricted.contains { Self.matches(key, $0) }
    }

    func isIgnored(_ key: String) -> Bool {
        self.ignored.contains { Self.matches(key, $0) }
    }

    private static func matches(_ key: String, _ pattern: String) -> Bool {
        pattern.hasSuffix(".*") ? key.hasPrefix(pattern.dropLast()) : key == pattern
    }
}
