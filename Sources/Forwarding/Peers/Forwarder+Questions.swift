public import Cluster
import EventLoops
import HTTPClient

/// What nodes ask each other about their lives (design, section 3): signed, and answered signed, for it decides about burials.
extension Forwarder {
    /// Where probes are asked.
    public static let probePath = "/internal/v1/probe"
    /// Where leases are asked for.
    public static let leasePath = "/internal/v1/lease"

    /// The calls of a membership, over this forwarder.
    public func peerCalls() -> PeerCalls {
        PeerCalls(
            probe: { member in await self.probe(member, on: self.group.next()) },
            askForLease: { member in await self.askForLease(member, on: self.group.next()) }
        )
    }

    func probe(_ member: MembershipSnapshot.Member, on loop: isolated EventLoop) async -> ProbeAnswer {
        switch await self.ask(Self.probePath, member, on: loop) {
        case .answered(let body):
            guard let reply = body.withUnsafeBufferPointer({ ProbeReply($0.span) }) else { return .unanswered }
            return ProbeAnswer(reply, askedFor: member.incarnation)
        case .refused: return .refused
        case .nothing: return .unanswered
        }
    }

    private func askForLease(_ member: MembershipSnapshot.Member, on loop: isolated EventLoop) async -> LeaseAnswer {
        guard case .answered(let body) = await self.ask(Self.leasePath, member, on: loop) else { return .unanswered }
        return body.withUnsafeBufferPointer { LeaseAnswer($0.span) } ?? .unanswered
    }

    private enum Outcome {
        case answered([UInt8])
        case refused
        case nothing
    }

    private func ask(
        _ path: String,
        _ member: MembershipSnapshot.Member,
        on loop: isolated EventLoop
    ) async -> Outcome {
        let state = self.state(on: loop)
        do {
            let address = try await state.findAddress(of: member, on: loop)
            guard let question = state.sign("POST", path, to: member, user: "torii", address: "internal") else {
                return .nothing
            }
            let response = try await self.client.send(
                ClientRequest("POST", path, host: address.description, fields: [(Hop.headerName, question.value)]),
                to: Origin(address, tag: member.incarnation.rawValue),
                deadline: self.configuration.questionTimeout,
                bodyLimit: 64 << 10,
                on: loop
            )
            guard response.status == 200, let code = response[Hop.answerHeaderName.lowercased()] else {
                return .nothing
            }
            let isGenuine = response.body.withUnsafeBufferPointer { body in
                state.isGenuine(code, answering: question, from: member, body.span)
            }
            return isGenuine ? .answered(response.body) : .nothing
        } catch let failure as UpstreamFailure {
            state.forgetAddress(of: member.incarnation)
            return failure.code == .refused ? .refused : .nothing
        } catch {
            return .nothing
        }
    }
}
