public import EventLoops
public import HTTPCodec

/// A request and its answer, for a handler: a task on the connection's loop.
///
/// The connection may be gone while the handler runs; then the task is cancelled, and calls throw
/// ``HTTPServerError/Code/clientGone``. Nothing of a late answer can reach another client.
public final class HTTPExchange {
    /// Where the request's body ends.
    public let requestFraming: Framing
    var connection: HTTPConnection?
    private var task: Task<Void, Never>?
    private(set) var failure: HTTPServerError?
    private var bodyWaiter: CheckedContinuation<[UInt8]?, any Error>?
    private var outputWaiter: CheckedContinuation<Void, any Error>?
    private(set) var framing = Framing.none
    private(set) var written = 0

    init(_ connection: HTTPConnection, _ requestFraming: Framing) {
        self.connection = connection
        self.requestFraming = requestFraming
    }

    func run(_ handler: @escaping HTTPHandler, on loop: isolated EventLoop) {
        self.task = Task {
            _ = loop
            await withTaskExecutorPreference(loop.taskExecutor) {
                // Captured, or the body would leave the loop.
                _ = loop
                do {
                    try await handler(self, loop)
                    self.returned(on: loop)
                } catch {
                    self.failed(on: loop)
                }
            }
            self.task = nil
        }
    }

    private func returned(on loop: isolated EventLoop) {
        guard let connection else { return }
        switch connection.state.response {
        case .owed: connection.send(connection.server.service.answer(to: Refusal(500, "no answer was given")), on: loop)
        case .begun: connection.cut(isVisible: self.isVisible, on: loop)
        case .none, .done: break
        }
    }

    private func failed(on loop: isolated EventLoop) {
        guard let connection else { return }
        switch connection.state.response {
        case .owed: connection.send(connection.server.service.answer(to: Refusal(500, "the request failed")), on: loop)
        case .begun: connection.cut(isVisible: self.isVisible, on: loop)
        case .none, .done: break
        }
    }

    private var isVisible: Bool { self.framing != .untilClose }

    // MARK: Body

    var isWaitingForBody: Bool { self.bodyWaiter != nil }

    /// The next part of the body, as much as has come; `nil` at its end.
    ///
    /// - Throws: ``HTTPServerError``: the client has gone, or its body is refused; it has had its answer then.
    public func nextBody(on loop: isolated EventLoop) async throws -> [UInt8]? {
        if let failure { throw failure }
        guard let connection else { return nil }
        if connection.state.request != .body {
            guard let body = connection.body, !body.content.isEmpty else { return nil }
            defer { body.content = [] }
            return body.content
        }
        return try await withCheckedThrowingContinuation { continuation in
            _ = loop
            self.bodyWaiter = continuation
            connection.wantBody(on: loop)
        }
    }

    /// The whole body.
    ///
    /// - Parameter limit: The most bytes.
    /// - Throws: ``HTTPServerError``: `bodyTooLarge`, without reading on; or as ``nextBody(on:)``.
    public func collectBody(upTo limit: Int, on loop: isolated EventLoop) async throws -> [UInt8] {
        let tooLarge = HTTPServerError(.bodyTooLarge, "the body is larger than \(limit) bytes")
        if case .length(let length) = self.requestFraming, length > limit { throw tooLarge }
        var body: [UInt8] = []
        while let part = try await self.nextBody(on: loop) {
            guard body.count + part.count <= limit else { throw tooLarge }
            if body.isEmpty { body = part } else { body += part }
        }
        return body
    }

    func bodyArrived(_ content: [UInt8]?) {
        let waiter = self.bodyWaiter
        self.bodyWaiter = nil
        waiter?.resume(returning: content)
    }

    // MARK: Answer

    /// Sends a whole answer. Further calls throw.
    ///
    /// - Throws: ``HTTPServerError`` where the client has gone.
    public func send(_ response: HTTPResponse, on loop: isolated EventLoop) throws {
        try self.open().send(response, on: loop)
    }

    /// Begins an answer whose content follows by ``write(_:on:)``.
    ///
    /// - Parameter length: The bytes of the content; `nil` where they are not known: chunks then.
    /// - Throws: ``HTTPServerError`` where the client has gone.
    public func begin(
        status: Int,
        contentType: String? = nil,
        fields: [(name: String, value: String)] = [],
        length: Int? = nil,
        on loop: isolated EventLoop
    ) throws {
        let connection = try self.open()
        precondition(connection.state.response == .owed, "an answer begins once")
        if let length {
            self.framing = .length(length)
        } else {
            self.framing = connection.state.version == .http10 ? .untilClose : .chunked
        }
        connection.appendHead(status, contentType, fields, self.framing, on: loop)
        if HTTPConnection.isBodiless(status) || connection.state.isHead { self.framing = .none }
        connection.flush(on: loop)
    }

    /// Writes content. Waits while too much waits for the client.
    ///
    /// - Throws: ``HTTPServerError`` where the client has gone.
    public func write(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) async throws {
        self.append(bytes, try self.open(), on: loop)
        try await self.sendAppended(on: loop)
    }

    /// Writes content. Waits while too much waits for the client.
    ///
    /// - Throws: ``HTTPServerError`` where the client has gone.
    public func write(_ bytes: [UInt8], on loop: isolated EventLoop) async throws {
        let connection = try self.open()
        bytes.withUnsafeBufferPointer { self.append($0, connection, on: loop) }
        try await self.sendAppended(on: loop)
    }

    /// Ends an answer. One that has fewer bytes than announced is cut.
    ///
    /// - Throws: ``HTTPServerError`` where the client has gone.
    public func end(on loop: isolated EventLoop) throws {
        let connection = try self.open()
        precondition(connection.state.response == .begun, "an answer ends once, after its begin")
        switch self.framing {
        case .chunked:
            connection.server.becomeWriter(connection, on: loop)
            connection.server.output.appendLastChunk()
        case .length(let length):
            guard self.written == length else { return connection.cut(isVisible: true, on: loop) }
        case .none, .untilClose: break
        }
        connection.answerEnded(on: loop)
    }

    /// Gives an answer up, visibly for the client.
    public func abort(on loop: isolated EventLoop) {
        self.connection?.cut(isVisible: self.isVisible && self.connection?.state.response == .begun, on: loop)
    }

    private func open() throws -> HTTPConnection {
        guard let connection else { throw self.failure ?? HTTPServerError.clientGone }
        return connection
    }

    private func append(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ connection: HTTPConnection,
        on loop: isolated EventLoop
    ) {
        connection.server.becomeWriter(connection, on: loop)
        self.written += bytes.count
        switch self.framing {
        case .chunked: connection.server.output.append(chunk: bytes)
        case .length(let length):
            precondition(self.written <= length, "no more content than was announced")
            connection.server.output.append(bytes)
        case .untilClose: connection.server.output.append(bytes)
        case .none: break
        }
    }

    private func sendAppended(on loop: isolated EventLoop) async throws {
        let connection = try self.open()
        connection.flush(on: loop)
        // Bytes for a client that takes none are dropped: without a wait a handler would never hear of it, nor the loop.
        guard
            connection.stream.pendingOutput > connection.server.configuration.highMark
                || connection.stream.isOutputBroken
        else { return }
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            _ = loop
            self.outputWaiter = continuation
        }
    }

    // MARK: The connection's news

    func outputDrained() {
        let waiter = self.outputWaiter
        self.outputWaiter = nil
        waiter?.resume()
    }

    /// The answer is complete.
    func ended() {
        self.connection = nil
        self.bodyArrived(nil)
        self.outputDrained()
    }

    func clientGone() {
        self.fail(.clientGone)
    }

    func refused(_ refusal: Refusal) {
        self.fail(HTTPServerError(.refused, refusal.reason))
    }

    private func fail(_ error: HTTPServerError) {
        self.connection = nil
        self.failure = error
        self.task?.cancel()
        let body = self.bodyWaiter
        let output = self.outputWaiter
        self.bodyWaiter = nil
        self.outputWaiter = nil
        body?.resume(throwing: error)
        output?.resume(throwing: error)
    }
}
