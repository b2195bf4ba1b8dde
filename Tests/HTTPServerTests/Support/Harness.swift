import EventLoops
import HTTPCodec
import HTTPServer
import SocketTestKit

/// Answers by the path: see ``decide(_:_:peer:on:)``.
struct TestService: HTTPService {
    let events: Events

    func decide(
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        peer: SocketAddress,
        on loop: isolated EventLoop
    ) -> HTTPDecision {
        let events = self.events
        let path = String(decoding: bytes[request.targetRange], as: UTF8.self)
        switch path {
        case "/now": return .answer(HTTPResponse(body: Array("now".utf8)))
        case "/large": return .answer(HTTPResponse(status: 413, body: Array("too large".utf8)))
        case "/slow":
            return .handle { exchange, loop in
                events.add("slow begins")
                try await events.wait(for: "go")
                precondition(loop.isCurrent, "left the loop")
                try exchange.send(HTTPResponse(body: Array("slow".utf8)), on: loop)
            }
        case "/hold":
            return .handle { exchange, loop in
                events.add("held")
                do {
                    try await loop.sleep(for: .seconds(60))
                } catch {
                    events.add("cancelled")
                    throw error
                }
            }
        case "/count":
            return .handle { exchange, loop in
                var count = 0
                while let part = try await exchange.nextBody(on: loop) { count += part.count }
                try exchange.send(HTTPResponse(body: Array(String(count).utf8)), on: loop)
            }
        case "/stream":
            return .handle { exchange, loop in
                try exchange.begin(status: 200, on: loop)
                for part in ["one", "two"] { try await exchange.write(Array(part.utf8), on: loop) }
                try exchange.end(on: loop)
            }
        case "/told":
            events.add("told")
            return .answer(HTTPResponse(body: Array("told".utf8)))
        case "/pieces":
            return .handle { exchange, loop in
                try exchange.begin(status: 200, on: loop)
                var made = 0
                try await exchange.write(
                    pieces: {
                        made += 1
                        if made == 10 {
                            // The loop stands still until another request is in the kernel.
                            events.add("ten pieces")
                            events.block { $0.contains("other sent") }
                        }
                        // Too little in all to make a write wait.
                        return made <= 2000 ? [UInt8(ascii: ".")] : nil
                    },
                    on: loop
                )
                events.add("all pieces")
                try exchange.end(on: loop)
            }
        case "/flood":
            return .handle { exchange, loop in
                try exchange.begin(status: 200, length: 16 << 20, on: loop)
                let part = [UInt8](repeating: 7, count: 64 << 10)
                for _ in 0..<256 {
                    try await exchange.write(part, on: loop)
                    events.add("wrote")
                }
                try exchange.end(on: loop)
            }
        case "/fail": return .handle { _, _ in throw CancellationError() }
        case "/cut":
            return .handle { exchange, loop in
                try exchange.begin(status: 200, on: loop)
                try await exchange.write(Array("part".utf8), on: loop)
                throw CancellationError()
            }
        case "/taken": return .takeOver(EchoTakeOver(events))
        default: return .refuse(Refusal(404, "no such path"))
        }
    }

    func answer(to refusal: Refusal) -> HTTPResponse {
        HTTPResponse(status: refusal.status, body: Array("{\"message\": \"\(refusal.reason)\"}".utf8))
    }

    func appendCommonFields(to buffer: inout ByteBuffer) {
        buffer.append("Torii-Node: 7\r\n")
    }
}

/// Sends each part of the body back as it comes.
final class EchoTakeOver: HTTPTakeOver {
    private let events: Events
    private var request: HTTPTakenRequest?

    init(_ events: Events) {
        self.events = events
    }

    func begin(_ request: HTTPTakenRequest, on loop: isolated EventLoop) {
        self.request = request
        var head = ByteBuffer()
        head.append("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n")
        request.appendConnectionField(to: &head)
        head.append("\r\n")
        request.write(head.bytes, on: loop)
        request.setBodyWanted(true, on: loop)
    }

    func bodyArrived(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) {
        var chunk = ByteBuffer()
        chunk.append(chunk: bytes)
        self.request?.write(chunk.bytes, on: loop)
    }

    func bodyEnded(trailers: [UInt8], on loop: isolated EventLoop) {
        var end = ByteBuffer()
        end.appendLastChunk()
        self.request?.write(end.bytes, on: loop)
        self.request?.finish(on: loop)
        self.request = nil
    }

    func outputDrained(on loop: isolated EventLoop) {}

    func clientGone(on loop: isolated EventLoop) {
        self.request = nil
        self.events.add("taken gone")
    }
}

/// Runs a body with a server.
func withServer(
    _ change: (inout HTTPServer.Configuration) -> Void = { _ in },
    _ service: (Events) -> any HTTPService = { TestService(events: $0) },
    _ body: (UInt16, Events, HTTPServer) async throws -> Void
) async throws {
    try await withLoops { group in
        let events = Events()
        var configuration = HTTPServer.Configuration()
        change(&configuration)
        let server = HTTPServer(group: group, configuration: configuration, service: service(events)) { _ in }
        do {
            let address = try server.listen(on: .loopback(port: 0))
            try await body(address.port, events, server)
        } catch {
            await server.shutDown(timeout: .zero)
            throw error
        }
        await server.shutDown(timeout: .zero)
    }
}
