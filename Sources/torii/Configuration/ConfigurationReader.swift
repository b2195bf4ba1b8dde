/// Makes a configuration of what a file, the environment and the command line say. Pure.
///
/// The command line wins over the environment, that over the file, that over the defaults. Within one of them no key may stand
/// twice.
struct ConfigurationReader {
    private struct Given {
        var name: String
        var entry: ConfigurationEntry
        var text: String
        var source: ConfigurationSource
    }

    private var problems: [ConfigurationError.Problem] = []
    private var given: [String: Given] = [:]

    /// Reads all three.
    ///
    /// - Parameters:
    ///   - file: The file's path and text; `nil` without one.
    ///   - environment: The process's variables; those that do not begin with `TORII_` do not count.
    ///   - arguments: Keys and values of the command line, in order.
    /// - Throws: ``ConfigurationError`` with every problem there is.
    static func read(
        file: (path: String, text: String)? = nil,
        environment: [String: String] = [:],
        arguments: [(key: String, value: String)] = []
    ) throws -> Configuration {
        var reader = ConfigurationReader()
        if let file {
            reader.take(
                ConfigurationFile.lines(file.text).map { line in
                    (line.key, line.value, .file(file.path, line: line.number))
                }
            )
        }
        reader.takeVariables(environment)
        reader.take(arguments.map { ($0.key, $0.value, .commandLine) })
        return try reader.finish()
    }

    private mutating func take(_ values: [(key: String, text: String, source: ConfigurationSource)]) {
        var first: [String: ConfigurationSource] = [:]
        for (key, text, source) in values {
            guard let (name, entry) = ConfigurationTable.find(key) else {
                self.problems.append(.init(source: source, key: key, reason: ConfigurationTable.unknown(key)))
                continue
            }
            if let earlier = first[name] {
                let other = key == name ? "" : ", as \(name)"
                self.problems.append(.init(source: source, key: key, reason: "already set at \(earlier)\(other)"))
                continue
            }
            first[name] = source
            if let problem = entry.problem(text) {
                let shown = entry.isSecret ? "the value" : "\"\(text)\""
                let reason = text.isEmpty ? "has no value: \(problem)" : "\(shown) is not valid: \(problem)"
                self.problems.append(.init(source: source, key: key, reason: reason))
                continue
            }
            self.given[name] = Given(name: name, entry: entry, text: text, source: source)
        }
    }

    private mutating func takeVariables(_ environment: [String: String]) {
        var values: [(key: String, text: String, source: ConfigurationSource)] = []
        for (variable, text) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix("TORII_") {
            if let key = ConfigurationTable.key(ofVariable: variable) {
                values.append((key, text.trimmed, .environment(variable)))
            } else {
                self.problems.append(
                    .init(source: .environment(variable), reason: ConfigurationTable.unknown(variable: variable))
                )
            }
        }
        self.take(values)
    }

    private mutating func finish() throws -> Configuration {
        var configuration = Configuration()
        for value in self.given.values { configuration.set(value.name, value.text) }
        if self.problems.isEmpty { self.checkTogether(configuration) }
        guard self.problems.isEmpty else { throw ConfigurationError(problems: self.problems) }
        return configuration
    }

    /// What single values cannot tell.
    private mutating func checkTogether(_ configuration: Configuration) {
        self.refuse(Keys.clusterSecret, with: Keys.clusterSecretFile, in: configuration)
        self.refuse(Keys.zooKeeperDigest, with: Keys.zooKeeperDigestFile, in: configuration)
        let hasSecret = configuration.has(Keys.clusterSecret) || configuration.has(Keys.clusterSecretFile)
        if configuration[Keys.zooKeeper] != nil, !hasSecret {
            self.blame(
                Keys.zooKeeper,
                "a node of a cluster needs its secret: set \(Keys.clusterSecretFile.name) to a file of 16 random bytes or more"
            )
        }
        if let secret = configuration[Keys.clusterSecret], secret.text.utf8.count < 16 {
            self.blame(Keys.clusterSecret, "has fewer than 16 bytes")
        }
        let engine = configuration[Keys.engineType]
        if configuration.engines[engine] == nil {
            let known = configuration.engines.keys.sorted().joined(separator: ", ")
            self.blame(Keys.engineType, "there is no definition torii.engine.\(engine).*; there are: \(known)")
        }
    }

    private mutating func refuse<First, Second>(
        _ first: ConfigurationKey<First>,
        with second: ConfigurationKey<Second>,
        in configuration: Configuration
    ) {
        if configuration.has(first), configuration.has(second) {
            self.blame(second, "\(first.name) is set too: which of the two counts?")
        }
    }

    private mutating func blame<Value>(_ key: ConfigurationKey<Value>, _ reason: String) {
        self.problems.append(.init(source: self.given[key.name]?.source, key: key.name, reason: reason))
    }
}
