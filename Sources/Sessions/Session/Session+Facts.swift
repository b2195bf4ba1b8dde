import Engines

extension Session {
    /// The facts for lists, at this moment.
    public func info() -> SessionInfo {
        let now = self.services.time.now()
        return self.state.withLock { self.info(of: $0, at: now) }
    }

    /// All facts, at this moment (contract, section 3.3).
    public func event() -> SessionEvent {
        let now = self.services.time.now()
        return self.state.withLock { state in
            SessionEvent(
                info: self.info(of: state, at: now),
                protocolVersion: self.request.protocolVersion,
                eventTime: state.machine.created.wall,
                openedTime: state.machine.openedTime,
                startTime: state.machine.created.wall,
                endTime: state.machine.endTime
            )
        }
    }

    private func info(of state: State, at moment: Moment) -> SessionInfo {
        let identity = state.engine?.lease.engine.identity
        return SessionInfo(
            id: self.id,
            remoteID: state.engine?.session.id ?? "",
            user: self.request.user,
            clientAddress: self.request.clientAddress,
            configs: self.shownConfigs,
            createTime: state.machine.created.wall,
            duration: state.machine.duration,
            idleTime: state.machine.idleTime(at: moment),
            exception: state.machine.exception,
            sessionType: .interactive,
            instance: self.services.configuration.instance,
            engineID: identity?.id ?? "",
            engineName: state.engine?.name ?? "",
            sessionName: self.settings.name,
            totalOperations: state.machine.totalOperations
        )
    }

    /// The client's own keys and the four the server sets, whatever the client said (contract, section 3.1).
    static func shownConfigs(
        of request: SessionOpenRequest,
        _ configuration: SessionManager.Configuration
    ) -> [String: String] {
        var configs = request.configs
        configs["kyuubi.client.ipAddress"] = request.clientAddress
        configs["kyuubi.server.ipAddress"] = configuration.serverAddress
        configs["kyuubi.session.connection.url"] = configuration.instance
        configs["kyuubi.session.real.user"] = request.realUser
        return configs
    }
}
