import Cluster
import Handles

extension API {
    /// Answers a request that is this node's.
    ///
    /// - Parameter readBody: Reads the body whole, or throws ``APIError`` with status 413.
    /// - Returns: The response. A body in pieces has at least two of them, and its first is made already: what fails before it
    ///   still has a status.
    /// - Throws: `CancellationError`: the client has gone away.
    func reply(to request: Entry.Admitted, readBody: @escaping (Int) async throws -> [UInt8]) async throws -> Reply {
        let node = request.node?.incarnation
        do {
            var answer = try await request.route.handler(
                self,
                Call(
                    route: request.route,
                    path: request.path,
                    query: request.query,
                    isHead: request.isHead,
                    caller: request.caller,
                    hop: request.hop,
                    requestID: request.requestID,
                    node: request.node,
                    readBody: readBody
                )
            )
            answer.body = try await Self.begun(answer.body)
            if request.needsLease, !self.surroundings.mayServe() {
                throw request.route.movesSomething ? APIError.outcomeUnknown : APIError.noLease
            }
            return Reply(answer, node: node, requestID: request.requestID)
        } catch let error as CancellationError {
            throw error
        } catch {
            return Reply(APIError(error), node: node, requestID: request.requestID)
        }
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
