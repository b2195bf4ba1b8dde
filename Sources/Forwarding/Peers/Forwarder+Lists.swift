public import Cluster
import EventLoops
import HTTPClient

/// Questions to the whole cluster (design, section 5).
extension Forwarder {
    /// What the other nodes say to a question.
    public struct ListAnswers: Sendable {
        /// The bodies of those that answered with 200.
        public var bodies: [(member: MembershipSnapshot.Member, body: [UInt8])] = []
        /// Those, registered or lost, that did not.
        public var unreachable: [MembershipSnapshot.Member] = []
    }

    /// Asks all other nodes at once, each within ``Configuration/listTimeout``.
    ///
    /// - Parameter target: Path and query.
    public func askAll(_ target: String, user: String, clientAddress: String, requestID: String) async -> ListAnswers {
        let snapshot = self.surroundings.snapshot()
        return await withTaskGroup(of: (MembershipSnapshot.Member, [UInt8]?).self) { group in
            for member in snapshot.members.values where member.incarnation != snapshot.own {
                group.addTask {
                    let loop = self.group.next()
                    return (member, await self.get(target, member, user, clientAddress, requestID, on: loop))
                }
            }
            var answers = ListAnswers()
            for await (member, body) in group {
                if let body { answers.bodies.append((member, body)) } else { answers.unreachable.append(member) }
            }
            answers.bodies.sort { $0.member.incarnation < $1.member.incarnation }
            answers.unreachable.sort { $0.incarnation < $1.incarnation }
            return answers
        }
    }

    private func get(
        _ target: String,
        _ member: MembershipSnapshot.Member,
        _ user: String,
        _ clientAddress: String,
        _ requestID: String,
        on loop: isolated EventLoop
    ) async -> [UInt8]? {
        let state = self.state(on: loop)
        do {
            let address = try await state.findAddress(of: member, on: loop)
            guard let question = state.sign("GET", target, to: member, user: user, address: clientAddress) else {
                return nil
            }
            let response = try await self.client.send(
                ClientRequest(
                    "GET",
                    target,
                    host: address.description,
                    fields: [(Hop.headerName, question.value), ("X-Request-Id", requestID)]
                ),
                to: Origin(address, tag: member.incarnation.rawValue),
                deadline: self.configuration.listTimeout,
                on: loop
            )
            return response.status == 200 ? response.body : nil
        } catch {
            state.forgetAddress(of: member.incarnation)
            return nil
        }
    }
}
