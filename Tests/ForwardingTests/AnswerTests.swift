import Glibc
import ProcessTestKit
import SocketTestKit
import Testing

extension ForwardingTests {
    @Suite("Answers of an owner")
    struct AnswerTests {
        private static let post = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
        private static let get = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"

        @Test(
            "come through while the body is still being sent, and end the owner's connection",
            arguments: [true, false]
        )
        func early(ownerReadsOn: Bool) async throws {
            let owner = RawServer { socket, number, owner in
                guard socket.readHead() != nil else { return }
                guard number == 0 else { return socket.answer(200, "next") }
                socket.answer(413, "too large")
                if ownerReadsOn { _ = socket.count(upTo: 6 << 20) }
            }
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                let client = entry.client()
                startThread {
                    client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: \(5 << 20)\r\n\r\n")
                    client.send([UInt8](repeating: 7, count: 5 << 20))
                }
                let answer = try #require(client.readMessage())
                #expect(answer.hasPrefix("HTTP/1.1 413") && answer.hasSuffix("too large"))
                #expect(entry.ask(Self.get)?.hasSuffix("next") == true)
                #expect(owner.connections == 2)
                #expect(await eventually(within: .seconds(2)) { entry.ended == [413, 200] })
            }
        }

        @Test("that break off are cut for the client, with no word in their place", arguments: [true, false])
        func truncated(byReset: Bool) async throws {
            let owner = RawServer { socket, _, _ in
                guard let head = socket.readHead() else { return }
                let isChunked = head.contains("/chunked")
                socket.send(
                    "HTTP/1.1 200 OK\r\n\(isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 50")\r\n\r\n"
                )
                socket.send(isChunked ? "5\r\nhello\r\n" : "hello")
                if byReset { socket.reset() }
            }
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                let chunked = entry.client()
                chunked.send("GET /chunked HTTP/1.1\r\nHost: a\r\n\r\n")
                let first = chunked.readAll()
                #expect(first?.hasSuffix("\r\n\r\n5\r\nhello\r\n") == true)
                let whole = entry.client()
                whole.send("GET /length HTTP/1.1\r\nHost: a\r\n\r\n")
                let second = whole.readAll()
                #expect(second?.hasSuffix("Content-Length: 50\r\n\r\nhello") == true)
                // A client that knows no chunks sees it by a reset only.
                let old = entry.client()
                old.send("GET /chunked HTTP/1.0\r\n\r\n")
                #expect(old.readAll() == nil)
                #expect(await eventually(within: .seconds(2)) { entry.ended == [0, 0, 0] })
            }
        }

        @Test("do not come where nobody listens: nothing was done")
        func refused() async throws {
            try await withEntry([member(.owner, port: RawServer.deadPort())]) { entry in
                let client = entry.client()
                for request in [Self.post, Self.get] {
                    client.send(request)
                    let answer = client.readMessage()
                    #expect(answer?.hasPrefix("HTTP/1.1 503") == true)
                    #expect(answer?.hasSuffix("unreachable of request-1") == true)
                }
                #expect(await eventually(within: .seconds(2)) { entry.ended == [503, 503] })
            }
        }

        @Test("that do not come leave the outcome unknown, unless the call changes nothing", arguments: [true, false])
        func none(byReset: Bool) async throws {
            let owner = RawServer { socket, _, owner in
                guard let message = socket.readMessage() else { return }
                owner.note(String(message.prefix { $0 != " " }))
                if byReset { socket.reset() }
            }
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                #expect(entry.ask(Self.post)?.hasSuffix("outcomeUnknown of request-1") == true)
                #expect(owner.seen == ["POST"])
                #expect(
                    entry.ask("GET /rowset HTTP/1.1\r\nHost: a\r\n\r\n")?.hasSuffix("outcomeUnknown of request-1")
                        == true
                )
                #expect(owner.seen == ["POST", "GET"])
                #expect(entry.ask(Self.get)?.hasSuffix("broken of request-1") == true)
                #expect(owner.seen == ["POST", "GET", "GET", "GET"], "once more, and not a third time")
            }
        }

        @Test("that a kept connection does not bring are asked for once more where that is safe")
        func stale() async throws {
            let owner = RawServer { socket, number, owner in
                guard let first = socket.readMessage() else { return }
                owner.note("\(number) \(first.firstLine)")
                socket.answer(200, "\(number)")
                // Takes the next request and ends: to the other side as if it had ended before.
                guard let second = socket.readMessage() else { return }
                owner.note("\(number) again \(second.firstLine)")
            }
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                #expect(entry.ask(Self.get)?.hasSuffix("\r\n\r\n0") == true)
                #expect(entry.ask(Self.get)?.hasSuffix("\r\n\r\n1") == true)
                #expect(entry.ask(Self.post)?.hasSuffix("outcomeUnknown of request-1") == true)
                #expect(entry.ask(Self.get)?.hasSuffix("\r\n\r\n2") == true)
                #expect(entry.ask("GET /rowset HTTP/1.1\r\nHost: a\r\n\r\n")?.contains("outcomeUnknown") == true)
                #expect(entry.ask(Self.post)?.hasSuffix("\r\n\r\n3") == true)
                #expect(
                    owner.seen == [
                        "0 GET /x HTTP/1.1", "0 again GET /x HTTP/1.1", "1 GET /x HTTP/1.1",
                        "1 again POST /x HTTP/1.1", "2 GET /x HTTP/1.1", "2 again GET /rowset HTTP/1.1",
                        "3 POST /x HTTP/1.1",
                    ]
                )
            }
        }

        @Test("are asked for on a fresh connection where the kept one has ended meanwhile")
        func endedMeanwhile() async throws {
            let owner = RawServer { socket, number, owner in
                guard let message = socket.readMessage() else { return }
                owner.note(String(message.prefix { $0 != " " }))
                socket.answer(200, "\(number)")
            }
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                for number in 0..<4 {
                    // Each finds the one before it ended, or ending: it is the latter that leaves an outcome unknown.
                    let answer = entry.ask(number.isMultiple(of: 2) ? Self.get : Self.post)
                    let isKnown =
                        answer?.hasPrefix("HTTP/1.1 200") == true || answer?.contains("outcomeUnknown") == true
                    #expect(isKnown)
                    #expect(owner.seen.count <= number + 1)
                }
                #expect(entry.ask(Self.get)?.hasPrefix("HTTP/1.1 200") == true)
            }
        }

        @Test("are not waited for once the client has gone", arguments: ["/x", "/long"])
        func clientGone(path: String) async throws {
            let owner = RawServer { socket, _, owner in
                guard socket.readHead() != nil else { return }
                owner.note("asked")
                let isReset = socket.receive() == nil && errno == ECONNRESET
                owner.note(isReset ? "reset" : "other")
            }
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                let client = entry.client()
                client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(await eventually { owner.seen == ["asked"] })
                client.reset()
                #expect(await eventually(within: .seconds(1)) { owner.seen == ["asked", "reset"] })
                #expect(await eventually(within: .seconds(2)) { entry.ended == [0] })
            }
        }
    }
}
