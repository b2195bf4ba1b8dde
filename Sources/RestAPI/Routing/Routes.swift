/// All calls. A template with a word stands before one with a variable in its place.
extension RouteTable {
    /// The calls of a node.
    static let all = RouteTable(routes + metadata)

    private static let routes: [Route] = [
        // Contract, section 3: sessions.
        .call(.post, "api", "v1", "sessions") { try await $0.openSession($1) },
        .call(.get, "api", "v1", "sessions") { try await $0.listSessions($1) },
        .call(.get, "api", "v1", "sessions", "count") { try await $0.countSessions($1) },
        .call(.get, "api", "v1", "sessions", "execPool", "statistic") { try $0.executionPool($1) },
        .call(.get, "api", "v1", "sessions", nil) { try $0.sessionEvent($1) },
        .call(.delete, "api", "v1", "sessions", nil) { try $0.closeSession($1) },
        .call(.post, "api", "v1", "sessions", nil, "operations", "statement") { try await $0.executeStatement($1) },
        .call(.get, "api", "v1", "sessions", nil, "operations") { try $0.sessionOperations($1) },
        .call(.get, "api", "v1", "sessions", nil, "info", nil) { try await $0.serverInformation($1) },

        // Contract, section 4: operations. Rows and log move a cursor.
        .call(.get, "api", "v1", "operations", nil, "event") { try $0.operationEvent($1) },
        .call(.put, "api", "v1", "operations", nil) { try await $0.applyToOperation($1) },
        .call(.get, "api", "v1", "operations", nil, "resultsetmetadata") { try $0.resultSchema($1) },
        .call(.get, "api", "v1", "operations", nil, "log", movesSomething: true) { try await $0.operationLog($1) },
        .call(.get, "api", "v1", "operations", nil, "rowset", movesSomething: true) { try await $0.rows($1) },

        // Contract, section 8, and what balancers ask.
        .call(.get, "api", "v1", "ping", produces: "text/plain") { $0.ping($1) },
        .call(.get, "api", "v1", "version") { $0.version($1) },
        .call(.get, "api", "v1", "webui", "config") { $0.webUI($1) },
        .call(.get, "api", "v1", "health", access: .open) { $0.health($1) },
        .call(.get, "api", "v1", "ready", access: .open) { try $0.ready($1) },
        .call(.get, "api", "openapi.json", access: .open) { $0.openAPIAsJSON($1) },
        .call(.get, "api", "openapi.yaml", access: .open, produces: "application/yaml") { $0.openAPIAsYAML($1) },

        // Design, section 4: what nodes ask each other.
        .call(.post, "internal", "v1", "probe", access: .node, movesSomething: false) { try await $0.probe($1) },
        .call(.post, "internal", "v1", "lease", access: .node, movesSomething: false) { try await $0.lease($1) },
    ]
}
