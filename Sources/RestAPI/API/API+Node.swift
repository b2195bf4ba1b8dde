import Cluster
import Logging

/// Contract, section 8, and what balancers and operators ask of one node.
extension API {
    func ping(_ call: Call) -> Answer {
        .text("pong")
    }

    func version(_ call: Call) -> Answer {
        .json(JSONObject.bytes { $0.add("version", self.configuration.version) })
    }

    /// There is no web UI whose engines' pages could be reached through this node.
    func webUI(_ call: Call) -> Answer {
        .json(JSONObject.bytes { $0.add("engineUIProxyEnabled", false) })
    }

    /// Always 200: the process lives. What it knows of its cluster is told.
    func health(_ call: Call) -> Answer {
        let health = self.surroundings.health()
        return .json(
            JSONObject.bytes { object in
                object.add("status", "alive")
                object.add("version", self.configuration.version)
                object.add("incarnation", health.own?.rawValue)
                object.add("isRegistered", health.isRegistered)
                object.add("isInContact", health.isInContact)
                object.add("contactAgeMs", health.contactAge?.wholeMilliseconds)
                object.add("servesForMs", health.servesFor?.wholeMilliseconds)
                object.add("sessions", call.node?.sessions.count ?? 0)
                object.add("members", self.surroundings.snapshot().summaries) { member, bytes in
                    bytes += JSONObject.bytes { object in
                        object.add("incarnation", member.incarnation)
                        object.add("name", member.name)
                        object.add("url", member.url)
                        object.add("state", member.state.rawValue)
                        object.add("sessions", member.sessions)
                        object.add("version", member.version)
                    }
                }
            }
        )
    }

    /// 200 while the node takes new sessions.
    func ready(_ call: Call) throws -> Answer {
        guard call.node != nil, self.surroundings.isReady() else {
            throw APIError(503, "this node takes no new sessions")
        }
        return .json(JSONObject.bytes { $0.add("status", "ready") })
    }

    func probe(_ call: Call) async throws -> Answer {
        try await self.answer(.probe, call)
    }

    func lease(_ call: Call) async throws -> Answer {
        try await self.answer(.lease, call)
    }

    private func answer(_ question: PeerQuestion, _ call: Call) async throws -> Answer {
        guard let hop = call.hop else { throw APIError.notFound }
        let reply = await self.peers.answer(question, hop, body: try await call.readBody(64 << 10))
        var answer = Answer.json(reply.body)
        answer.fields = reply.fields.map { ($0.key, $0.value) }
        return answer
    }
}

extension Duration {
    /// Rounded down.
    fileprivate var wholeMilliseconds: Int64 {
        self.components.seconds * 1000 + self.components.attoseconds / 1_000_000_000_000_000
    }
}
