import EventLoops
import HTTPClient
import SocketTestKit
import Testing

@Suite(.serialized)
struct HTTPClientTests {
    @Test("a refused connection is told as such, with leave to send anything again")
    func refused() async throws {
        try await withLoops { group in
            let client = HTTPClient()
            do {
                _ = try await client.send(
                    ClientRequest("POST", "/", host: "a"),
                    to: Origin(.loopback(port: RawServer.deadPort())),
                    deadline: .seconds(5),
                    on: group.loops[0]
                )
                Issue.record("nobody listens there")
            } catch let failure as UpstreamFailure {
                #expect(failure.code == .refused)
                #expect(failure.retry == .always)
            }
        }
    }
}
