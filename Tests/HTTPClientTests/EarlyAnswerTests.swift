import SocketTestKit
import Testing

@Suite("Answers before the request has ended", .serialized)
struct EarlyAnswerTests {
    /// What the server does with the rest of the request.
    enum Rest: CaseIterable {
        /// Ends the connection, which sends RST for what it has not read.
        case refused
        /// Leaves it in the kernel.
        case unread
        /// Reads it off.
        case read
    }

    private static let size = 32 << 20

    @Test(
        "are heard, and their connection is not used again in the middle",
        arguments: [413, 503],
        Rest.allCases
    )
    func heard(status: Int, rest: Rest) async throws {
        let server = RawServer { socket, number, server in
            while let head = socket.readHead() {
                server.note("\(number) \(head.firstLine)")
                guard head.hasPrefix("POST") else {
                    socket.answer(200, "next")
                    continue
                }
                socket.answer(status, "no")
                switch rest {
                case .refused: return
                case .unread:
                    server.events.block { $0.contains("go") }
                    return
                case .read: guard socket.count(upTo: Self.size) == Self.size else { return }
                }
            }
        }
        try await withClient { client in
            let body = [UInt8](repeating: 7, count: Self.size)
            #expect(await client.ask("POST", of: server.port, body: body) == "\(status) no")
            #expect(await client.ask(of: server.port) == "200 next")
            #expect(server.seen.count { $0.hasSuffix("POST / HTTP/1.1") } == 1, "not sent again")
            server.note("go")
        }
    }
}
