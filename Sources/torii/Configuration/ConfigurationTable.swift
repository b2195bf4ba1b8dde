/// All keys there are, in the order in which `--help` shows them.
enum ConfigurationTable {
    struct Section: Sendable {
        let title: String
        let entries: [ConfigurationEntry]
    }

    static let sections = [
        Section(
            title: "Listener",
            entries: [
                Keys.bindHost.entry, Keys.bindPort.entry, Keys.advertisedHost.entry, Keys.clientAddressHeader.entry,
                Keys.trustedProxies.entry, Keys.loopThreads.entry, Keys.backlog.entry,
            ]
        ),
        Section(
            title: "HTTP limits and times",
            entries: [
                Keys.requestBodyLimit.entry, Keys.requestLineLimit.entry, Keys.headLimit.entry, Keys.fieldLimit.entry,
                Keys.headTimeout.entry, Keys.bodyIdleTimeout.entry, Keys.keepAliveTimeout.entry,
                Keys.writeStallTimeout.entry, Keys.drainTimeout.entry, Keys.drainNotice.entry,
            ]
        ),
        Section(
            title: "Node and cluster",
            entries: [
                Keys.nodeName.entry, Keys.dataFolder.entry, Keys.clusterSecret.entry, Keys.clusterSecretFile.entry,
                Keys.zooKeeper.entry, Keys.zooKeeperNamespace.entry, Keys.zooKeeperDigest.entry,
                Keys.zooKeeperDigestFile.entry, Keys.zooKeeperSessionTimeout.entry, Keys.fanOutTimeout.entry,
                Keys.forwardTimeout.entry, Keys.forwardConnections.entry,
            ]
        ),
        Section(
            title: "Users",
            entries: [
                Keys.authentication.entry,
                Keys.connectionsPerUser.entry, Keys.connectionsPerAddress.entry, Keys.connectionsPerUserAddress.entry,
                Keys.unlimitedUsers.entry, Keys.deniedUsers.entry, Keys.deniedAddresses.entry,
            ]
        ),
        Section(
            title: "Sessions and operations",
            entries: [
                Keys.sessionIdleTimeout.entry, Keys.sessionCheckInterval.entry, Keys.operationIdleTimeout.entry,
                Keys.queryTimeout.entry, Keys.fetchMaxRows.entry, Keys.execPoolSize.entry, Keys.execPoolQueue.entry,
                Keys.execPoolKeepAlive.entry, Keys.restrictedKeys.entry, Keys.ignoredKeys.entry,
                Keys.confRetrieveMode.entry, Keys.redactionPattern.entry,
            ]
        ),
        Section(
            title: "What sessions and statements may say otherwise",
            entries: [
                Keys.resultMaxRows.entry, Keys.planMode.entry, Keys.progressEnabled.entry,
                Keys.timeoutMonitor.entry, Keys.launchAsync.entry, Keys.infoProvider.entry,
            ]
        ),
        Section(
            title: "Results",
            entries: [
                Keys.operationResultMemory.entry, Keys.operationResultFile.entry, Keys.sessionResultMemory.entry,
                Keys.sessionResultFile.entry, Keys.nodeResultMemory.entry, Keys.nodeResultFile.entry,
            ]
        ),
        Section(
            title: "Engines",
            entries: [
                Keys.engineType.entry, Keys.shareLevel.entry, Keys.shareSubdomain.entry, Keys.engineIdleTimeout.entry,
                Keys.engineInitializeTimeout.entry, Keys.duckDBLibrary.entry, Keys.duckDBThreads.entry,
                Keys.duckDBMemory.entry, Keys.duckDBTemporaryFolder.entry, Keys.duckDBTemporaryLimit.entry,
                Keys.duckDBAllowedFolders.entry,
            ] + EngineAttribute.entries
        ),
        Section(title: "Logging", entries: [Keys.logLevel.entry, Keys.logFormat.entry, Keys.logStatements.entry]),
    ]

    /// By name and alias, without the patterns of engine definitions.
    private static let byName: [String: ConfigurationEntry] = {
        var all: [String: ConfigurationEntry] = [:]
        for entry in Self.sections.flatMap(\.entries) where !entry.name.hasPrefix(EngineAttribute.prefix) {
            for name in [entry.name] + entry.aliases { all[name] = entry }
        }
        return all
    }()

    private static let byVariable: [String: ConfigurationEntry] = {
        var all: [String: ConfigurationEntry] = [:]
        for (name, entry) in Self.byName { all[ConfigurationEntry.variable(of: name)] = entry }
        return all
    }()

    /// The entry of a key as someone wrote it, and the name under which its value is kept.
    static func find(_ name: String) -> (name: String, entry: ConfigurationEntry)? {
        if let entry = self.byName[name] { return (entry.name, entry) }
        if let found = EngineAttribute.find(name) { return (name, found.entry) }
        return nil
    }

    /// The key that an environment variable stands for.
    static func key(ofVariable variable: String) -> String? {
        self.byVariable[variable]?.name ?? EngineAttribute.key(ofVariable: variable)
    }

    /// What to say of a key that does not exist.
    static func unknown(_ name: String) -> String {
        let known = self.byName.keys.sorted() + self.suffixes(for: name)
        guard let near = Suggestion.nearest(to: name, among: known) else { return "there is no such key" }
        return "there is no such key; did you mean \(near)?"
    }

    /// What to say of an environment variable that stands for no key.
    static func unknown(variable: String) -> String {
        guard let near = Suggestion.nearest(to: variable, among: self.byVariable.keys.sorted()) else {
            return "no key has this variable"
        }
        return "no key has this variable; did you mean \(near)?"
    }

    /// The keys of an engine definition with the name that `name` has.
    private static func suffixes(for name: String) -> [String] {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 2, name.hasPrefix(EngineAttribute.prefix) else { return [] }
        return EngineAttribute.entries.map { $0.name.replacing(".NAME.", with: ".\(parts[2]).") }
    }
}
