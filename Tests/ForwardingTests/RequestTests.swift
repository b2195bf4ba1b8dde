import Cluster
import ProcessTestKit
import SocketTestKit
import Testing

extension ForwardingTests {
    @Suite("Requests sent on")
    struct RequestTests {
        private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

        @Test("leave the client's credentials and the connection's own fields behind, and say signed who asks")
        func fields() async throws {
            let probes = ProbeAnswers()
            let owner = RawServer(RawServer.answering)
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                probes.set(entry.key)
                let forged = "Torii-Hop: 1;1.0;2;1;root;10.0.0.1;\(String(repeating: "0", count: 64))\r\n"
                for _ in 0..<2 {
                    let answer = entry.ask(
                        "GET /a?b=c HTTP/1.1\r\nHost: client-host\r\nAuthorization: Basic c2VjcmV0\r\n" + forged
                            + "torii_hop: x\r\nConnection: keep-alive, X-Mine , x-other\r\nX-Mine: 1\r\nX-OTHER: 2\r\n"
                            + "Keep-Alive: timeout=5\r\nX-Kept: 3\r\nX-Kept: 4\r\nTraceParent: t\r\n\r\n"
                    )
                    #expect(answer?.hasPrefix("HTTP/1.1 200") == true)
                }
                let windows = HopWindows()
                for (number, message) in owner.seen.enumerated() {
                    let lines = message.split(separator: "\r\n").map { String($0) }
                    #expect(lines.first == "GET /a?b=c HTTP/1.1")
                    let names = lines.dropFirst().map { $0.prefix { $0 != ":" }.lowercased() }
                    #expect(names.sorted() == ["host", "torii-hop", "traceparent", "x-kept", "x-kept", "x-request-id"])
                    #expect(lines.contains("X-Kept: 3") && lines.contains("X-Kept: 4"))
                    #expect(!message.contains("client-host") && !message.contains("c2VjcmV0"))
                    let hop = try #require(probes.hop(message, of: .owner, windows))
                    #expect(hop.source == .entry && hop.user == "zoë" && hop.clientAddress == "127.0.0.1")
                    #expect(hop.number == UInt64(number) + 1)
                }
                #expect(owner.seen.count == 2 && owner.connections == 1)
            }
        }

        @Test("are followed by others on the same connection, sent after them or with them")
        func keptAlive() async throws {
            let owner = RawServer(RawServer.answering)
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                let client = entry.client()
                client.send(Self.get("/1"))
                #expect(client.readMessage()?.hasSuffix("\r\n\r\n0.0") == true)
                client.send(
                    "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + Self.get("/3") + Self.get("/4")
                )
                for number in 1...3 { #expect(client.readMessage()?.hasSuffix("\r\n\r\n0.\(number)") == true) }
                #expect(
                    owner.seen.map { $0.firstLine.dropLast(9) } == [
                        "GET /1", "POST /2", "GET /3", "GET /4",
                    ]
                )
                #expect(owner.seen[1].hasSuffix("\r\n\r\nabc"))
                #expect(owner.connections == 1)
                #expect(await eventually(within: .seconds(2)) { entry.ended == [200, 200, 200, 200] })
            }
        }
    }

    @Suite("Bodies in both directions")
    struct FlowTests {
        private static let size = 50 << 20

        @Test("of answers wait at the owner while the client reads nothing, and come whole")
        func answer() async throws {
            let owner = RawServer { socket, _, owner in
                guard socket.readHead() != nil else { return }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\n\r\n")
                owner.note("\(socket.sendSlowly(Self.size, telling: owner.events))")
                _ = socket.receive()
            }
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                let client = entry.client()
                let before = residentBytes()
                client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(await eventually { owner.seen.contains("stuck") })
                #expect(residentBytes() - before < 20 << 20)
                #expect(client.readHead()?.hasPrefix("HTTP/1.1 200") == true)
                #expect(client.count(upTo: Self.size) == Self.size)
                #expect(await eventually { owner.seen.last == "\(Self.size)" })
                #expect(residentBytes() - before < 20 << 20)
                #expect(await eventually(within: .seconds(2)) { entry.ended == [200] })
            }
        }

        @Test("of requests wait at the client while the owner reads nothing, and come whole", arguments: [true, false])
        func request(isChunked: Bool) async throws {
            let owner = RawServer { socket, _, owner in
                guard socket.readHead() != nil else { return }
                owner.events.block { $0.contains("go") }
                let least = isChunked ? Self.size + 5 : Self.size
                var count = 0
                var isWhole = false
                // Chunks are the relay's own; the last one ends it.
                while !isWhole, let bytes = socket.receive(), !bytes.isEmpty {
                    count += bytes.count
                    isWhole = isChunked ? bytes.suffix(5) == Array("0\r\n\r\n".utf8)[...] : count >= least
                }
                socket.answer(200, count >= least ? "whole" : "\(count)")
                _ = socket.receive()
            }
            try await withEntry([member(.owner, port: owner.port)]) { entry in
                let client = entry.client()
                let before = residentBytes()
                startThread {
                    client.send(
                        "POST /x HTTP/1.1\r\nHost: a\r\n"
                            + (isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(Self.size)") + "\r\n\r\n"
                    )
                    if isChunked { client.send(String(Self.size, radix: 16) + "\r\n") }
                    _ = client.sendSlowly(Self.size, telling: owner.events)
                    if isChunked { client.send("\r\n0\r\n\r\n") }
                }
                #expect(await eventually { owner.seen.contains("stuck") })
                #expect(residentBytes() - before < 20 << 20)
                owner.note("go")
                #expect(client.readMessage()?.hasSuffix("\r\n\r\nwhole") == true)
                #expect(residentBytes() - before < 20 << 20)
            }
        }
    }
}
