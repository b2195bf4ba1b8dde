import EventLoops
import HTTPCodec

/// Gathers an answer for a call that waits for all of it.
final class WholeExchange: UpstreamHandler {
    private let bodyLimit: Int
    private var response = ClientResponse(status: 0, fields: [], body: [])
    private var connection: UpstreamConnection?
    private var waiting: CheckedContinuation<ClientResponse, any Error>?
    private var outcome: Result<ClientResponse, any Error>?
    private(set) var isGivenUp = false

    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
    }

    func begin(_ connection: UpstreamConnection) {
        self.connection = connection
        self.response = ClientResponse(status: 0, fields: [], body: [])
        self.outcome = nil
    }

    func wait(_ continuation: CheckedContinuation<ClientResponse, any Error>) {
        if let outcome {
            continuation.resume(with: outcome)
        } else {
            self.waiting = continuation
        }
    }

    func giveUp(_ error: any Error, on loop: isolated EventLoop) {
        self.isGivenUp = true
        self.connection?.abandon(on: loop)
        self.end(.failure(error))
    }

    private func end(_ outcome: Result<ClientResponse, any Error>) {
        self.connection = nil
        guard self.outcome == nil else { return }
        self.outcome = outcome
        self.waiting?.resume(with: outcome)
        self.waiting = nil
    }

    func headReceived(
        _ head: borrowing ResponseParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        loop: isolated EventLoop
    ) {
        self.response.status = head.status
        self.response.fields = head.fields.map { field in
            (
                String(decoding: bytes[field.nameRange], as: UTF8.self).lowercased(),
                String(decoding: bytes[field.valueRange], as: UTF8.self)
            )
        }
    }

    func bodyReceived(_ bytes: UnsafeBufferPointer<UInt8>, loop: isolated EventLoop) {
        guard self.response.body.count + bytes.count <= self.bodyLimit else {
            return self.giveUp(
                UpstreamFailure(.malformed, "the answer is larger than \(self.bodyLimit) bytes"),
                on: loop
            )
        }
        self.response.body += bytes
    }

    func answerEnded(loop: isolated EventLoop) {
        self.end(.success(self.response))
    }

    func upstreamFailed(_ failure: UpstreamFailure, loop: isolated EventLoop) {
        self.end(.failure(failure))
    }

    func upstreamProgressed(loop: isolated EventLoop) {}
}
