import Cluster
import Handles
import ProcessTestKit
import SocketTestKit
import Testing

extension ForwardingTests {
    @Suite("Questions between nodes")
    struct QuestionTests {
        @Test("about lives are believed only where the answer is signed, to this very question")
        func probes() async throws {
            let probes = ProbeAnswers()
            let owner = RawServer { socket, number, owner in
                guard let message = socket.readMessage() else { return }
                owner.note(message.firstLine)
                let close = "Connection: close\r\n"
                let body = ProbeReply(incarnation: .owner).text
                switch number {
                case 0: probes.answer(message, of: .owner, fields: close, on: socket)
                case 1: probes.answer(message, of: .owner, saying: Incarnation(rawValue: 7), fields: close, on: socket)
                case 2: socket.answer(200, body, fields: "Connection: close\r\n")
                case 3:
                    socket.answer(
                        200,
                        body,
                        fields: "Connection: close\r\nTorii-Hop-Answer: \(String(repeating: "0", count: 64))\r\n"
                    )
                // Signed rightly, over another body than the one that comes.
                case 4: probes.answer(message, of: .owner, sending: "incarnation 9", fields: close, on: socket)
                // An earlier question's answer.
                case 5:
                    socket.answer(200, body, fields: "Connection: close\r\nTorii-Hop-Answer: \(probes.lastCode)\r\n")
                case 6: probes.answer(message, of: .owner, status: 503, fields: close, on: socket)
                default: break
                }
            }
            try await withEntry([member(.owner, port: owner.port)]) { configuration, _ in
                configuration.questionTimeout = .milliseconds(500)
            } _: { entry in
                probes.set(entry.key)
                let calls = entry.forwarder.peerCalls()
                let asked = member(.owner, port: owner.port)
                #expect(await calls.probe(asked) == .same)
                #expect(await calls.probe(asked) == .other(Incarnation(rawValue: 7)))
                for _ in 2...7 { #expect(await calls.probe(asked) == .unanswered) }
                #expect(owner.seen.count == 8 && owner.seen.allSatisfy { $0 == "POST /internal/v1/probe HTTP/1.1" })
                #expect(await calls.probe(member(Incarnation(rawValue: 3), port: RawServer.deadPort())) == .refused)
            }
        }

        @Test("to all nodes come back with what was said, and with who said nothing in time")
        func lists() async throws {
            let asked = (3...5).map { Incarnation(rawValue: $0) }
            let first = RawServer(RawServer.answering)
            let silent = RawServer { socket, _, _ in while socket.readMessage() != nil {} }
            let failing = RawServer { socket, _, _ in while socket.readMessage() != nil { socket.answer(500, "no") } }
            let second = RawServer { socket, _, _ in while socket.readMessage() != nil { socket.answer(200, "second") }
            }
            let members = [
                member(.owner, port: first.port), member(asked[0], port: silent.port),
                member(asked[1], port: failing.port), member(asked[2], port: second.port),
                member(Incarnation(rawValue: 6), port: RawServer.deadPort()),
            ]
            try await withEntry(members) { configuration, _ in
                configuration.listTimeout = .milliseconds(300)
            } _: { entry in
                let begin = ContinuousClock.now
                let answers = await entry.forwarder.askAll(
                    "/a?b=c",
                    user: "zoë",
                    clientAddress: "::1",
                    requestID: "r-1"
                )
                let time = ContinuousClock.now - begin
                #expect(time >= .milliseconds(300) && time < .seconds(3))
                #expect(answers.bodies.map(\.member.incarnation) == [.owner, asked[2]])
                #expect(answers.bodies.map { String(decoding: $0.body, as: UTF8.self) } == ["0.0", "second"])
                #expect(answers.unreachable.map(\.incarnation.rawValue) == [3, 4, 6])
                #expect(first.seen.first?.contains("\r\nX-Request-Id: r-1\r\n") == true)
                let probes = ProbeAnswers()
                probes.set(entry.key)
                let hop = first.seen.first.flatMap { probes.hop($0, of: .owner) }
                #expect(hop?.user == "zoë" && hop?.clientAddress == "::1")
            }
        }
    }
}
