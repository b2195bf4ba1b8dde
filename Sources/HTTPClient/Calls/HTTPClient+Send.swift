public import EventLoops
import HTTPCodec

extension HTTPClient {
    /// Sends a request and waits for its whole answer. Comes to the loop from wherever it is called.
    ///
    /// Where a kept connection turns out to have ended, a request that changes nothing is sent once more on a fresh one;
    /// any request is, where nothing of it was sent.
    ///
    /// - Parameters:
    ///   - deadline: The time for all of it.
    ///   - bodyLimit: The most bytes of the answer's content that are taken.
    /// - Throws: ``UpstreamFailure``; `CancellationError`.
    public func send(
        _ request: ClientRequest,
        to origin: Origin,
        deadline: Duration,
        bodyLimit: Int = 64 << 20,
        on loop: isolated EventLoop
    ) async throws -> ClientResponse {
        let exchange = WholeExchange(bodyLimit: bodyLimit)
        let state = self.state(on: loop)
        let number = state.add(exchange)
        let alarm = loop.schedule(after: deadline) {
            exchange.giveUp(UpstreamFailure(.timedOut, "\(origin.address) did not answer in time"), on: loop)
        }
        defer {
            alarm.cancel(on: loop)
            _ = state.remove(number)
        }
        for fresh in [false, true] {
            do {
                return try await self.attempt(request, to: origin, exchange, number, fresh: fresh, on: loop)
            } catch let failure as UpstreamFailure {
                let isAllowed =
                    failure.retry == .always && failure.code != .busy && failure.code != .refused
                    || failure.retry == .ifSafe && request.isSafe
                guard !fresh, isAllowed, !exchange.isGivenUp else { throw failure }
            }
        }
        throw UpstreamFailure(.unreachable, "\(origin.address) cannot be reached")
    }

    private func attempt(
        _ request: ClientRequest,
        to origin: Origin,
        _ exchange: WholeExchange,
        _ number: UInt64,
        fresh: Bool,
        on loop: isolated EventLoop
    ) async throws -> ClientResponse {
        try Task.checkCancellation()
        let connection = try self.connect(
            to: origin,
            answeringHead: request.method == "HEAD",
            fresh: fresh,
            for: exchange,
            on: loop
        )
        exchange.begin(connection)
        var buffer = ByteBuffer()
        Self.write(request, into: &buffer)
        connection.write(buffer.bytes, on: loop)
        connection.endRequest(answerWithin: nil, on: loop)
        return try await withTaskCancellationHandler {
            // Captured, or the body would leave the loop.
            _ = loop
            return try await withCheckedThrowingContinuation { exchange.wait($0) }
        } onCancel: {
            loop.post { [weak self] loop in
                self?.state(on: loop).remove(number)?.giveUp(CancellationError(), on: loop)
            }
        }
    }

    private static func write(_ request: ClientRequest, into buffer: inout ByteBuffer) {
        buffer.append(text: request.method)
        buffer.append(" ")
        buffer.append(text: request.target)
        buffer.append(" HTTP/1.1\r\n")
        buffer.append(field: "Host", request.host)
        for (name, value) in request.fields {
            buffer.append(field: name, value)
        }
        if !request.body.isEmpty || request.method == "POST" || request.method == "PUT" {
            buffer.append("Content-Length: ")
            buffer.append(decimal: request.body.count)
            buffer.append("\r\n")
        }
        buffer.append("\r\n")
        buffer.append(request.body)
    }
}
