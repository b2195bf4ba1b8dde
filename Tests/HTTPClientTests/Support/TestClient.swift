import EventLoops
import HTTPClient
import SocketTestKit

/// A client on one loop.
struct TestClient: Sendable {
    let client: HTTPClient
    let loop: EventLoop

    /// Sends a request.
    ///
    /// - Returns: The status and the body, the code of the failure, or "cancelled".
    func ask(
        _ method: String = "GET",
        _ path: String = "/",
        of port: UInt16,
        body: [UInt8] = [],
        deadline: Duration = .seconds(20)
    ) async -> String {
        do {
            let answer = try await self.client.send(
                ClientRequest(method, path, host: "a", body: body),
                to: Origin(.loopback(port: port)),
                deadline: deadline,
                on: self.loop
            )
            return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
        } catch let failure as UpstreamFailure {
            return "\(failure.code)"
        } catch {
            return error is CancellationError ? "cancelled" : "\(error)"
        }
    }

    /// Begins a call: once it returns a connection is in use for it.
    func begin(_ path: String = "/", of port: UInt16, body: [UInt8] = []) async -> Task<String, Never> {
        let task = await self.task(path, port, body, on: self.loop)
        // Behind the call's own first step.
        await self.pass(on: self.loop)
        return task
    }

    private func task(
        _ path: String,
        _ port: UInt16,
        _ body: [UInt8],
        on loop: isolated EventLoop
    ) -> Task<String, Never> {
        Task {
            _ = loop
            return await self.ask(body.isEmpty ? "GET" : "POST", path, of: port, body: body)
        }
    }

    private func pass(on loop: isolated EventLoop) {}

    /// Forgets the server at a port.
    func forget(_ port: UInt16) async {
        await self.forget(port, on: self.loop)
    }

    private func forget(_ port: UInt16, on loop: isolated EventLoop) {
        self.client.forget(Origin(.loopback(port: port)), on: loop)
    }
}

/// Runs a body with a client.
func withClient<Result>(
    _ change: (inout HTTPClient.Configuration) -> Void = { _ in },
    _ body: (TestClient) async throws -> Result
) async throws -> Result {
    try await withLoops { group in
        var configuration = HTTPClient.Configuration()
        change(&configuration)
        return try await body(TestClient(client: HTTPClient(configuration), loop: group.loops[0]))
    }
}
