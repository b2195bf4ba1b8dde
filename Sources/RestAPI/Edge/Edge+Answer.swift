import EventLoops
import HTTPServer

extension Edge {
    /// Answers a request that is this node's and takes a task, in it, on the loop.
    func answer(
        _ request: AdmittedRequest,
        by work: (@escaping Call.BodyReader) async throws -> Answer,
        _ exchange: HTTPExchange,
        since begin: Int64,
        on loop: isolated EventLoop
    ) async throws {
        let reply: Reply
        do {
            reply = try await self.api.reply(to: request, by: work) { limit in
                do {
                    return try await exchange.collectBody(upTo: limit, on: loop)
                } catch let error as HTTPServerError where error.code == .bodyTooLarge {
                    throw APIError(413, error.message)
                } catch {
                    // The client has gone, or has had its answer already.
                    throw CancellationError()
                }
            }
        } catch is CancellationError {
            return self.log(request, 0, since: begin)
        }
        defer { self.log(request, reply.status, since: begin) }
        switch reply.body {
        case .whole:
            try exchange.send(HTTPResponse(reply), on: loop)
        case .pieces(let next):
            try exchange.begin(status: reply.status, fields: reply.fields, on: loop)
            if !request.isHead {
                do {
                    try await exchange.write(pieces: next, on: loop)
                } catch {
                    // The status stands: the client sees that the body is not whole.
                    exchange.abort(on: loop)
                    return
                }
            }
            try exchange.end(on: loop)
        }
    }

    func log(_ request: AdmittedRequest, _ status: Int, since begin: Int64) {
        self.log(request.method, request.route.template, status, request.requestID, request.caller, since: begin)
    }
}

extension HTTPResponse {
    /// A response that is whole; pieces are written by whoever has a connection.
    init(_ reply: Reply) {
        let body: [UInt8] = if case .whole(let bytes) = reply.body { bytes } else { [] }
        self.init(status: reply.status, fields: reply.fields, body: body)
    }
}
