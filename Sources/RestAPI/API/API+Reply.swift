import Cluster
import Handles

extension API {
    /// How the answer to a call is come by.
    enum Answering {
        /// It is there.
        case done(Reply)
        /// It takes a task.
        case waiting((@escaping Call.BodyReader) async throws -> Answer)
    }

    /// Begins to answer a request that is this node's: whoever waits for nothing answers here.
    func begin(_ request: AdmittedRequest) -> Answering {
        switch request.route.handler {
        case .waiting(let handler):
            return .waiting { try await handler(self, Call(request: request, readBody: $0)) }
        case .atOnce(let handler):
            do {
                let answer = try handler(self, Call(request: request) { _ in [] })
                if case .pieces = answer.body { return .waiting { _ in answer } }
                return .done(try self.completed(answer, request))
            } catch {
                return .done(Reply(APIError(error), node: request.node?.incarnation, requestID: request.requestID))
            }
        }
    }

    /// Goes on to answer a request as ``begin(_:)`` has begun it.
    ///
    /// - Returns: The response. A body in pieces has at least two of them, and its first is made already: what fails before it
    ///   still has a status.
    /// - Throws: `CancellationError`: the client has gone away.
    func reply(
        to request: AdmittedRequest,
        by work: (@escaping Call.BodyReader) async throws -> Answer,
        readBody: @escaping Call.BodyReader
    ) async throws -> Reply {
        do {
            var answer = try await work(readBody)
            answer.body = try await Self.begun(answer.body)
            return try self.completed(answer, request)
        } catch let error as CancellationError {
            throw error
        } catch {
            return Reply(APIError(error), node: request.node?.incarnation, requestID: request.requestID)
        }
    }

    /// A successful answer, if the node may still speak for its sessions (design, section 3, "Lease").
    private func completed(_ answer: Answer, _ request: AdmittedRequest) throws(APIError) -> Reply {
        if request.needsLease, !self.surroundings.mayServe() {
            throw request.route.movesSomething ? APIError.outcomeUnknown : APIError.noLease
        }
        return Reply(answer, node: request.node?.incarnation, requestID: request.requestID)
    }

    /// Where a handle stands that nobody had seen, after a fresh look; the request then comes to ``entry(_:requestID:)`` again.
    ///
    /// - Returns: A response where the look settles it: the handle's node is gone, or nobody can tell.
    func look(for handle: Handle, requestID: String) async -> Reply? {
        let node = self.surroundings.node()?.incarnation
        do {
            switch try await self.surroundings.standing(handle.owner) {
            case .own, .registered, .lost: return nil
            case .gone, .notYetSeen: throw APIError.gone(handle.owner.description)
            }
        } catch {
            return Reply(APIError(error), node: node, requestID: requestID)
        }
    }

    /// Makes the first piece, and the second where that is the end.
    private static func begun(_ body: Answer.Body) async throws -> Answer.Body {
        guard case .pieces(let next) = body else { return body }
        guard let first = try await next() else { return .whole([]) }
        if first.count < RowSetWriter.sliceSize {
            guard let second = try await next() else { return .whole(first) }
            return .pieces(Self.pieces([first, second], then: next))
        }
        return .pieces(Self.pieces([first], then: next))
    }

    private static func pieces(
        _ ready: [[UInt8]],
        then next: @escaping () async throws -> [UInt8]?
    ) -> () async throws -> [UInt8]? {
        var ready = ready[...]
        return {
            if let piece = ready.popFirst() { return piece }
            return try await next()
        }
    }
}
