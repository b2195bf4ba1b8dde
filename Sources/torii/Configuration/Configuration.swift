/// The values of all keys, read and checked.
struct Configuration: Sendable {
    /// Texts by the key's own name; each is valid, for the reader has checked it.
    private var values: [String: String] = [:]
    /// What engine definitions say, by name.
    private(set) var engineSettings: [String: [EngineAttribute: String]] = [:]

    /// The defaults.
    init() {}

    /// The value of a key: what was given, or its default.
    subscript<Value>(key: ConfigurationKey<Value>) -> Value {
        self.values[key.name].flatMap(key.type.parse) ?? key.fallback
    }

    /// Whether a value was given.
    func has<Value>(_ key: ConfigurationKey<Value>) -> Bool {
        self.values[key.name] != nil
    }

    /// Puts a value that was checked.
    mutating func set(_ name: String, _ text: String) {
        if let found = EngineAttribute.find(name) {
            self.engineSettings[found.engine, default: [:]][found.attribute] = text
        } else {
            self.values[name] = text
        }
    }
}

/// Where a value was given.
enum ConfigurationSource: Sendable, Hashable, CustomStringConvertible {
    case file(String, line: Int)
    case environment(String)
    case commandLine

    var description: String {
        switch self {
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let variable): "environment variable \(variable)"
        case .commandLine: "command line"
        }
    }
}

/// Why a configuration is refused: every reason there is, not just the first.
struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// `nil` for what no single place is to blame for.
        var source: ConfigurationSource?
        var key: String?
        /// Holds no secret.
        var reason: String

        var description: String {
            [self.source?.description, self.key, self.reason].compactMap { $0 }.joined(separator: ": ")
        }
    }

    var problems: [Problem]

    var description: String {
        self.problems.map(\.description).joined(separator: "\n")
    }
}
