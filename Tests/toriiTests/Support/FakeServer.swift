import EventLoops
import HTTPCodec
import HTTPServer
import Synchronization

/// A gateway on loopback that answers from a table, and remembers what was asked.
final class FakeServer: Sendable, HTTPService {
    struct Call: Sendable {
        var head: RequestHead
        var body: String
    }

    private let calls = Mutex<[Call]>([])
    private let answers: @Sendable (_ call: String) -> (status: Int, body: String)

    var asked: [Call] { self.calls.withLock { $0 } }
    var lines: [String] { self.asked.map { Self.line($0.head) } }

    /// - Parameter answers: Takes `METHOD path`.
    init(_ answers: @escaping @Sendable (String) -> (status: Int, body: String)) {
        self.answers = answers
    }

    /// Serves while a body runs, which gets the port.
    func serving(_ body: (_ port: Int) async throws -> Void) async throws {
        let group = try EventLoopGroup(count: 1)
        group.start()
        let server = HTTPServer(group: group, service: self) { _ in }
        do {
            try await body(Int(try server.listen(on: .loopback(port: 0)).port))
        } catch {
            await server.shutDown(timeout: .zero)
            await group.stop()
            throw error
        }
        await server.shutDown(timeout: .zero)
        await group.stop()
    }

    func decide(
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        peer: SocketAddress,
        on loop: isolated EventLoop
    ) -> HTTPDecision {
        let head = RequestHead(request, bytes)
        return .handle { exchange, loop in
            let body = try await exchange.collectBody(upTo: 1 << 20, on: loop)
            self.calls.withLock {
                $0.append(Call(head: head, body: String(decoding: body, as: UTF8.self)))
            }
            let answer = self.answers(Self.line(head))
            try exchange.send(
                HTTPResponse(status: answer.status, contentType: "application/json", body: Array(answer.body.utf8)),
                on: loop
            )
        }
    }

    func answer(to refusal: Refusal) -> HTTPResponse {
        HTTPResponse(status: refusal.status)
    }

    func appendCommonFields(to buffer: inout ByteBuffer) {}

    private static func line(_ head: RequestHead) -> String {
        "\(head.method) \(String(decoding: head.target, as: UTF8.self))"
    }
}
