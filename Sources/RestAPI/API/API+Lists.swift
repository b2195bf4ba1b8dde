/// Design, section 5: what is answered for the whole cluster.
extension API {
    /// The field that names the nodes that did not answer.
    static let unreachableField = "Torii-Unreachable-Nodes"

    func listSessions(_ call: Call) async throws -> Answer {
        let own = try call.registered().sessions
        var peers = await self.askPeers("/api/v1/sessions?scope=local", call)
        let redaction = self.configuration.redaction
        var others: [ArraySlice<UInt8>] = []
        for body in peers.bodies {
            guard let elements = Self.elements(body.bytes) else {
                // Never silently partial: an answer that is no list counts as none.
                peers.unreachable.append(body.node)
                continue
            }
            if !elements.isEmpty { others.append(elements) }
        }
        let pieces = Self.list(own.sessions(), andThen: others) { SessionJSON.data($0, redaction) }
        return Self.answer(.json(pieces: pieces), peers)
    }

    func countSessions(_ call: Call) async throws -> Answer {
        var count = try call.registered().sessions.count
        var peers = await self.askPeers("/api/v1/sessions/count?scope=local", call)
        for body in peers.bodies {
            guard let other = try? JSONMembers(body.bytes).integer("openSessionCount") else {
                peers.unreachable.append(body.node)
                continue
            }
            count += other
        }
        return Self.answer(.json(JSONObject.bytes { $0.add("openSessionCount", count) }), peers)
    }

    private func askPeers(_ target: String, _ call: Call) async -> PeerAnswers {
        // A hop asks this node alone, whatever it says: nobody asks all others twice.
        if call.isLocal || call.hop != nil || call.isHead { return PeerAnswers() }
        return await self.peers.ask(target, for: call.caller, requestID: call.requestID)
    }

    private static func answer(_ answer: Answer, _ peers: PeerAnswers) -> Answer {
        var answer = answer
        if !peers.unreachable.isEmpty {
            answer.fields.append((Self.unreachableField, peers.unreachable.joined(separator: ",")))
        }
        return answer
    }

    /// What stands between the brackets of a JSON array; `nil` where there is no array.
    private static func elements(_ body: [UInt8]) -> ArraySlice<UInt8>? {
        guard body.count >= 2, body.first == UInt8(ascii: "["), body.last == UInt8(ascii: "]") else { return nil }
        return body.dropFirst().dropLast()
    }

    /// A JSON array, written as it is asked for.
    ///
    /// - Parameters:
    ///   - values: What it holds.
    ///   - others: Elements that are JSON already, one or several with commas in each.
    ///   - json: Writes one of the values.
    static func list<Value>(
        _ values: [Value],
        andThen others: [ArraySlice<UInt8>] = [],
        _ json: @escaping (Value) -> [UInt8]
    ) -> () async throws -> [UInt8]? {
        var index = 0
        var other = 0
        var hasBegun = false
        var hasEnded = false
        return {
            guard !hasEnded else { return nil }
            var piece: [UInt8] = []
            while piece.count < RowSetWriter.sliceSize {
                guard index < values.count || other < others.count else {
                    piece.append(utf8: hasBegun ? "]" : "[]")
                    hasEnded = true
                    break
                }
                piece.append(UInt8(ascii: hasBegun ? "," : "["))
                hasBegun = true
                if index < values.count {
                    piece += json(values[index])
                    index += 1
                } else {
                    piece += others[other]
                    other += 1
                }
            }
            return piece
        }
    }
}
