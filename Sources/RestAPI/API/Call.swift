import Cluster
import Handles
import Sessions

/// A request that this node answers, as its handler sees it.
///
/// Lives on the event loop of its connection.
struct Call {
    /// Reads the body whole, or throws ``APIError`` with status 413 where it is longer than so many bytes.
    typealias BodyReader = (Int) async throws -> [UInt8]

    let request: AdmittedRequest
    let readBody: BodyReader

    var path: RequestPath { self.request.path }
    var query: RequestQuery { self.request.query }
    var isHead: Bool { self.request.isHead }
    var caller: Caller { self.request.caller }
    /// The verified hop that it came by; `nil` where a client sent it.
    var hop: Hop? { self.request.hop }
    var requestID: String { self.request.requestID }
    /// `nil` before the node has registered.
    var node: LocalNode? { self.request.node }

    /// The node's sessions.
    ///
    /// - Throws: ``APIError`` with status 503 before the node has registered.
    func registered() throws(APIError) -> LocalNode {
        guard let node = self.node else { throw APIError(503, "this node is not registered in its cluster yet") }
        return node
    }

    /// The text in the handle's place of the path.
    var handleText: String {
        self.path.text(3)
    }

    /// The session in the path; that counts as access.
    func session() throws -> Session {
        let node = try self.registered()
        guard let id = self.path.withBytes(3, { node.key.verify($0, as: .session) }) else {
            throw APIError(404, "Invalid session handle: \(self.handleText)")
        }
        return try node.sessions.session(id)
    }

    /// The operation in the path; that counts as access.
    func operation() throws -> Operation {
        let node = try self.registered()
        guard let id = self.path.withBytes(3, { node.key.verify($0, as: .operation) }) else {
            throw APIError(404, "Invalid OperationHandle [\(self.handleText)]")
        }
        return try node.sessions.operation(id)
    }

    /// Whether this node alone is asked.
    var isLocal: Bool {
        self.query.string("scope") == "local"
    }
}

/// Does something; a failure becomes an ``APIError`` with a prefix of the contract.
func prefixing<Value>(_ prefix: String, _ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch {
        throw APIError(error).prefixed(prefix)
    }
}

/// As ``prefixing(_:_:)-(_,()throws->Value)``, of something that waits. A cancellation stays one.
func prefixing<Value>(_ prefix: String, _ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as CancellationError {
        throw error
    } catch {
        throw APIError(error).prefixed(prefix)
    }
}
