import HTTPCodec
import Testing

@testable import torii

@Suite("Calls to a gateway over HTTP", .timeLimit(.minutes(1)))
struct HTTPTransportTests {
    @Test("a call arrives with its host, user, type and body, and its answer comes back whatever the status")
    func call() async throws {
        let server = FakeServer { _ in (422, "{\"message\":\"no\"}") }
        try await server.serving { port in
            let transport = try HTTPTransport(to: GatewayURL(host: "127.0.0.1", port: port), user: "ann")
            let request = GatewayRequest(method: "POST", target: "/api/v1/sessions?a=b", body: "{\"x\":\"ü\"}")
            let response = try await transport.call(request)
            #expect(response == GatewayResponse(status: 422, body: Array("{\"message\":\"no\"}".utf8)))
            let call = try #require(server.asked.first)
            #expect(server.lines == ["POST /api/v1/sessions?a=b"])
            #expect(call.body == "{\"x\":\"ü\"}")
            #expect(call.head[named: "host"] == "127.0.0.1:\(port)")
            #expect(call.head[named: "content-type"] == "application/json")
            // RFC 7617: "ann:" in Base64.
            #expect(call.head[named: "authorization"] == "Basic YW5uOg==")
            await transport.stop()
        }
    }

    @Test("a name is looked up, and without a user none is sent")
    func name() async throws {
        let server = FakeServer { _ in (200, "{}") }
        try await server.serving { port in
            let transport = try HTTPTransport(to: GatewayURL(host: "localhost", port: port), user: nil)
            for _ in 0..<2 {
                let response = try await transport.call(GatewayRequest(method: "GET", target: "/", body: nil))
                #expect(response.status == 200)
            }
            let call = try #require(server.asked.last)
            #expect(call.head[named: "host"] == "localhost:\(port)")
            #expect(call.head[named: "authorization"] == nil)
            #expect(call.head[named: "content-type"] == nil)
            await transport.stop()
        }
    }

    @Test("where nobody listens the address and the reason are named")
    func refused() async throws {
        let server = FakeServer { _ in (200, "{}") }
        var closed = 0
        try await server.serving { closed = $0 }
        let transport = try HTTPTransport(to: GatewayURL(host: "127.0.0.1", port: closed), user: nil)
        let message = "cannot connect to 127.0.0.1:\(closed): Connection refused"
        await #expect(throws: GatewayError(message: message)) {
            try await transport.call(GatewayRequest(method: "GET", target: "/", body: nil))
        }
        await transport.stop()
    }

    @Test("torii sql and cluster status end with 1 where nobody listens")
    func programs() async throws {
        var closed = 0
        try await FakeServer { _ in (200, "{}") }.serving { closed = $0 }
        let url = "http://127.0.0.1:\(closed)"
        #expect(await Program.run(["sql", "--url", url, "-e", "SELECT 1"], environment: [:]) == 1)
        #expect(await Program.run(["cluster", "status", "--url", url], environment: [:]) == 1)
    }
}
