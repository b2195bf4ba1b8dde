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
        let pieces = Self.list(own.sessions(), andThen: others) { SessionJSON.data($0.info(), redaction) }
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

    /// The most values in a piece of a list: making them takes well under a millisecond.
    static let valuesPerPiece = 100

    /// A JSON array, written as it is asked for.
    ///
    /// - Parameters:
    ///   - values: What it holds.
    ///   - others: Elements that are JSON already, one or several with commas in each; none is empty.
    ///   - json: Writes one of the values.
    static func list<Values: Sequence>(
        _ values: Values,
        andThen others: [ArraySlice<UInt8>] = [],
        _ json: @escaping (Values.Element) -> [UInt8]
    ) -> () async throws -> [UInt8]? {
        var values = values.makeIterator()
        var others = others[...]
        var rest = ArraySlice<UInt8>()
        var hasBegun = false
        var hasEnded = false
        return {
            guard !hasEnded else { return nil }
            var piece: [UInt8] = []
            var left = Self.valuesPerPiece
            while left > 0, piece.count < RowSetWriter.sliceSize {
                left -= 1
                if !rest.isEmpty {
                    let part = rest.prefix(RowSetWriter.sliceSize)
                    piece += part
                    rest = rest[part.endIndex...]
                    continue
                }
                let value = values.next()
                if value == nil {
                    guard let other = others.popFirst() else {
                        piece.append(utf8: hasBegun ? "]" : "[]")
                        hasEnded = true
                        break
                    }
                    rest = other
                }
                piece.append(UInt8(ascii: hasBegun ? "," : "["))
                hasBegun = true
                if let value { piece += json(value) }
            }
            return piece
        }
    }
}
