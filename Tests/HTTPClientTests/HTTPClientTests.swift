import EventLoops
import HTTPClient
import Testing

@Suite(.serialized)
struct HTTPClientTests {
    @Test("a refused connection is told as such, with leave to send anything again")
    func refused() async throws {
        let group = try EventLoopGroup(count: 1)
        group.start()
        let client = HTTPClient()
        do {
            // Nobody listens at port 1.
            _ = try await client.send(
                ClientRequest("POST", "/", host: "a"),
                to: Origin(try SocketAddress(ip: "127.0.0.1", port: 1)),
                deadline: .seconds(5),
                on: group.loops[0]
            )
            Issue.record("nobody listens there")
        } catch let failure as UpstreamFailure {
            #expect(failure.code == .refused)
            #expect(failure.retry == .always)
        }
        await group.stop()
    }
}
