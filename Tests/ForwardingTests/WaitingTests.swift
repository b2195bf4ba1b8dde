import Cluster
import ProcessTestKit
import SocketTestKit
import Testing

extension ForwardingTests {
    @Suite("Waiting for an owner")
    struct WaitingTests {
        private static let get = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"
        private static let long = "POST /long HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"

        /// Takes what comes and says nothing.
        private static func silent(_ socket: RawSocket, _ number: Int, _ owner: RawServer) {
            while let message = socket.readMessage() { owner.note(message.firstLine) }
        }

        @Test("ends after the time for calls that answer at once")
        func tooSlow() async throws {
            let owner = RawServer(Self.silent)
            try await withEntry([member(.owner, port: owner.port)]) { configuration, _ in
                configuration.answerTimeout = .milliseconds(200)
            } _: { entry in
                let begin = ContinuousClock.now
                #expect(entry.ask(Self.get)?.hasSuffix("tooSlow of request-1") == true)
                let time = ContinuousClock.now - begin
                #expect(time >= .milliseconds(200) && time < .seconds(3))
                #expect(owner.seen.count == 1)
            }
        }

        @Test("of a long call ends when the owner leaves probes unanswered, not before")
        func watched() async throws {
            let owner = RawServer(Self.silent)
            try await withEntry([member(.owner, port: owner.port)]) { configuration, _ in
                configuration.answerTimeout = .milliseconds(100)
                configuration.questionTimeout = .milliseconds(100)
                configuration.watchInterval = .milliseconds(100)
                configuration.watchLimit = .milliseconds(800)
            } _: { entry in
                let begin = ContinuousClock.now
                #expect(entry.ask(Self.long)?.hasSuffix("tooSlow of request-1") == true)
                let time = ContinuousClock.now - begin
                #expect(time >= .milliseconds(800) && time < .seconds(4))
                let probes = owner.seen.filter { $0 == "POST /internal/v1/probe HTTP/1.1" }
                #expect(probes.count > 1)
            }
        }

        @Test("of a long call goes on while the owner answers probes")
        func alive() async throws {
            let probes = ProbeAnswers()
            let owner = RawServer { socket, _, owner in
                while let message = socket.readMessage() {
                    if message.contains("/probe") {
                        probes.answer(message, of: .owner, on: socket)
                        owner.note("probe")
                    } else {
                        // Three times the time that a silent owner would get.
                        startThread {
                            owner.events.block { $0.count { $0 == "probe" } >= 9 }
                            socket.answer(200, "late")
                        }
                    }
                }
            }
            try await withEntry([member(.owner, port: owner.port)]) { configuration, _ in
                configuration.answerTimeout = .milliseconds(100)
                configuration.watchInterval = .milliseconds(100)
                configuration.watchLimit = .milliseconds(300)
            } _: { entry in
                probes.set(entry.key)
                #expect(entry.ask(Self.long)?.hasSuffix("late") == true)
            }
        }

        @Test("ends when the cluster says that the owner is gone")
        func gone() async throws {
            let owner = RawServer(Self.silent)
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                let clients = [Self.long, Self.get].map { request in
                    let client = entry.client()
                    client.send(request)
                    return client
                }
                #expect(await eventually { owner.seen.count == 2 })
                entry.bury()
                for client in clients {
                    let answer = client.readMessage()
                    #expect(answer?.hasPrefix("HTTP/1.1 410") == true)
                    #expect(answer?.hasSuffix("gone 2 of request-1") == true)
                }
            }
        }

        @Test("for one that another has followed asks where it stands", arguments: [true, false])
        func wrongIncarnation(isBuried: Bool) async throws {
            let owner = RawServer { socket, _, owner in
                while socket.readMessage() != nil {
                    owner.note("asked")
                    socket.answer(421, "private")
                }
            }
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                // The node that forwards has not heard of it yet: it asks.
                let client = entry.client()
                if isBuried {
                    client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
                    #expect(await eventually { owner.connections == 1 })
                    entry.bury(telling: false)
                    client.send("b")
                } else {
                    client.send(Self.get)
                }
                let answer = client.readMessage()
                #expect(answer?.hasSuffix(isBuried ? "gone 2 of request-1" : "notThere of request-1") == true)
                #expect(answer?.contains("private") == false)
                #expect(owner.seen == ["asked"])
            }
        }

        @Test("for one whose name must be looked up loses nothing of the body")
        func lookedUp() async throws {
            let owner = RawServer { socket, _, _ in
                while let message = socket.readMessage() {
                    socket.answer(200, String(message.suffix(5)))
                }
            }
            try await withEntry([member(.owner, port: owner.port, host: "localhost")]) { entry in
                for _ in 0..<2 {
                    let answer = entry.ask("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
                    #expect(answer?.hasSuffix("\r\n\r\nhello") == true)
                }
            }
        }
    }
}
