import Cluster
import Engines
import Forwarding
import HTTPClient
import HTTPCodec
import HTTPServer
import Logging
import RestAPI
import Sessions

/// What each room is told of the configuration.
extension Configuration {
    /// What a client's request may have.
    var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.line = self[Keys.requestLineLimit]
        limits.head = self[Keys.headLimit]
        limits.fields = self[Keys.fieldLimit]
        limits.body = self[Keys.requestBodyLimit]
        return limits
    }

    var server: HTTPServer.Configuration {
        var server = HTTPServer.Configuration()
        // Whatever one node takes, every node takes: with what the relay adds.
        server.limits = self.limits.withHop
        server.head = self[Keys.headTimeout]
        server.bodyIdle = self[Keys.bodyIdleTimeout]
        server.keepAliveIdle = self[Keys.keepAliveTimeout]
        server.writeStall = self[Keys.writeStallTimeout]
        server.backlog = Int32(clamping: self[Keys.backlog])
        return server
    }

    var client: HTTPClient.Configuration {
        var client = HTTPClient.Configuration()
        client.connectionsPerOrigin = self[Keys.forwardConnections]
        client.bodyIdleTimeout = self[Keys.bodyIdleTimeout]
        client.writeStallTimeout = self[Keys.writeStallTimeout]
        return client
    }

    var forwarding: Forwarder.Configuration {
        var forwarding = Forwarder.Configuration()
        forwarding.answerTimeout = self[Keys.forwardTimeout]
        forwarding.listTimeout = self[Keys.fanOutTimeout]
        return forwarding
    }

    var api: API.Configuration {
        var api = API.Configuration(version: Program.version)
        api.bodyLimit = self[Keys.requestBodyLimit]
        api.redaction = Redaction(
            Redaction.Mode(rawValue: self[Keys.confRetrieveMode].rawValue) ?? .redacted,
            pattern: (try? SecretPattern(self[Keys.redactionPattern])) ?? .usual
        )
        api.authentication.clientAddressField = self[Keys.clientAddressHeader]
        api.authentication.trustedProxies = self[Keys.trustedProxies].compactMap {
            RestAPI.AddressRange($0.description)
        }
        return api
    }

    var executionPool: ExecutionPool.Configuration {
        var pool = ExecutionPool.Configuration()
        pool.size = self[Keys.execPoolSize]
        pool.queueLimit = self[Keys.execPoolQueue]
        pool.keepAlive = self[Keys.execPoolKeepAlive]
        return pool
    }

    /// A statement fails when its rows cannot be written: a long queue.
    var resultPool: ExecutionPool.Configuration {
        var pool = ExecutionPool.Configuration()
        pool.size = 8
        pool.queueLimit = 10_000
        return pool
    }

    func sessions(at address: NodeAddress) -> SessionManager.Configuration {
        var sessions = SessionManager.Configuration(instance: address.instance, serverAddress: address.host)
        sessions.sessionIdleTimeout = self[Keys.sessionIdleTimeout]
        sessions.operationIdleTimeout = self[Keys.operationIdleTimeout]
        sessions.checkInterval = self[Keys.sessionCheckInterval]
        sessions.engineLaunchTimeout = self[Keys.engineInitializeTimeout]
        sessions.queryTimeout = self[Keys.queryTimeout]
        sessions.fetchMaxRows = self[Keys.fetchMaxRows]
        sessions.sessionDefaults = self.sessionDefaults
        sessions.restrictedKeys = self[Keys.restrictedKeys]
        sessions.ignoredKeys = self[Keys.ignoredKeys]
        sessions.limits.perUser = self[Keys.connectionsPerUser]
        sessions.limits.perAddress = self[Keys.connectionsPerAddress]
        sessions.limits.perUserAddress = self[Keys.connectionsPerUserAddress]
        sessions.limits.unlimitedUsers = Set(self[Keys.unlimitedUsers])
        sessions.limits.deniedUsers = Set(self[Keys.deniedUsers])
        sessions.limits.deniedAddresses = Set(self[Keys.deniedAddresses])
        sessions.resultDirectory = self.nodeFolder + "/results"
        sessions.operationResults.memoryBytes = self[Keys.operationResultMemory]
        sessions.operationResults.fileBytes = self[Keys.operationResultFile]
        sessions.sessionResults.memoryBytes = self[Keys.sessionResultMemory]
        sessions.sessionResults.fileBytes = self[Keys.sessionResultFile]
        sessions.nodeResults.memoryBytes = self[Keys.nodeResultMemory]
        sessions.nodeResults.fileBytes = self[Keys.nodeResultFile]
        return sessions
    }
}
