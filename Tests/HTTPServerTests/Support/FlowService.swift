import EventLoops
import HTTPCodec
import HTTPServer
import SocketTestKit

/// Reads and writes much, or not to its end.
struct FlowService: HTTPService {
    let events: Events

    func decide(
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        peer: SocketAddress,
        on loop: isolated EventLoop
    ) -> HTTPDecision {
        let events = self.events
        switch String(decoding: bytes[request.targetRange], as: UTF8.self) {
        // Streams 64 MiB.
        case "/pour": return .takeOver(PouringTakeOver(events))
        // Takes one part of the body and answers.
        case "/first": return .takeOver(FirstPartTakeOver())
        case "/first-handled":
            return .handle { exchange, loop in
                _ = try await exchange.nextBody(on: loop)
                try exchange.send(HTTPResponse(body: Array("first".utf8)), on: loop)
            }
        // Reads the body once it is told to.
        case "/later":
            return .handle { exchange, loop in
                try await events.wait(for: "go")
                var count = 0
                while let part = try await exchange.nextBody(on: loop) { count += part.count }
                try exchange.send(HTTPResponse(body: Array("\(count)".utf8)), on: loop)
            }
        case "/read":
            return .handle { exchange, loop in
                try await events.tellFailure {
                    while let part = try await exchange.nextBody(on: loop) { events.add("part \(part.count)") }
                }
            }
        case "/write":
            return .handle { exchange, loop in
                try exchange.begin(status: 200, on: loop)
                try await events.tellFailure {
                    let part = [UInt8](repeating: 7, count: 512 << 10)
                    while true {
                        events.add("writes")
                        try await exchange.write(part, on: loop)
                    }
                }
            }
        default: return .answer(HTTPResponse(body: Array("other".utf8)))
        }
    }

    func answer(to refusal: Refusal) -> HTTPResponse {
        HTTPResponse(status: refusal.status, body: Array(refusal.reason.utf8))
    }

    func appendCommonFields(to buffer: inout ByteBuffer) {}
}

extension Events {
    fileprivate func tellFailure(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch {
            self.add("\(error)\(Task.isCancelled ? ", cancelled" : "")")
            throw error
        }
    }
}

/// Writes as long as little waits for the client, and goes on when it is told that little does.
final class PouringTakeOver: HTTPTakeOver {
    static let size = 64 << 20

    private let events: Events
    private var request: HTTPTakenRequest?
    private var left = PouringTakeOver.size

    init(_ events: Events) {
        self.events = events
    }

    func begin(_ request: HTTPTakenRequest, on loop: isolated EventLoop) {
        self.request = request
        var head = ByteBuffer()
        head.append("HTTP/1.1 200 OK\r\nContent-Length: ")
        head.append(decimal: self.left)
        head.append("\r\n")
        request.appendConnectionField(to: &head)
        head.append("\r\n")
        request.write(head.bytes, on: loop)
        self.pour(on: loop)
    }

    private func pour(on loop: isolated EventLoop) {
        let part = [UInt8](repeating: 7, count: 64 << 10)
        while self.left > 0, let request {
            guard request.pendingOutput <= 256 << 10 else { return self.events.add("stopped") }
            part.withUnsafeBufferPointer { request.write($0, on: loop) }
            self.left -= part.count
        }
        self.request?.finish(on: loop)
        self.request = nil
    }

    func bodyArrived(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) {}
    func bodyEnded(trailers: [UInt8], on loop: isolated EventLoop) {}

    func outputDrained(on loop: isolated EventLoop) {
        self.events.add("goes on")
        self.pour(on: loop)
    }

    func clientGone(on loop: isolated EventLoop) {
        self.request = nil
        self.events.add("gone, with \(self.left < 32 << 20 ? "little" : "most") left")
    }
}

/// Answers after one part of the body.
final class FirstPartTakeOver: HTTPTakeOver {
    private var request: HTTPTakenRequest?

    func begin(_ request: HTTPTakenRequest, on loop: isolated EventLoop) {
        self.request = request
        request.setBodyWanted(true, on: loop)
    }

    func bodyArrived(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) {
        self.request?.send(HTTPResponse(body: Array("first".utf8)), on: loop)
        self.request = nil
    }

    func bodyEnded(trailers: [UInt8], on loop: isolated EventLoop) {}
    func outputDrained(on loop: isolated EventLoop) {}
    func clientGone(on loop: isolated EventLoop) {}
}
