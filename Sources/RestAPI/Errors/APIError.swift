/// An answer that tells of a failure: a status and the one error shape, `{"message": …}` (design, section 7).
public struct APIError: Error, Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The reason, in words for the caller: the contract's prefix, and the cause's message. Holds no secret.
    public var message: String
    /// The SQLSTATE, where the engine told one.
    public var sqlState: String?
    /// The node that the failure is about, where it is not the one that answers.
    public var node: String?
    /// Seconds after which the same call may succeed; set, it promises that nothing was done.
    public var retryAfter: Int?
    /// The methods of the path, for status 405.
    public var allow: String?

    /// Creates an error; with status 429 or 503 it says to try again after a second.
    public init(_ status: Int, _ message: String, sqlState: String? = nil) {
        self.status = status
        self.message = message
        self.sqlState = sqlState
        self.retryAfter = status == 429 || status == 503 ? 1 : nil
    }

    /// The same error with a prefix of the contract before its message, which never stands there twice.
    func prefixed(_ prefix: String) -> APIError {
        var error = self
        if !self.message.hasPrefix(prefix) { error.message = "\(prefix): \(self.message)" }
        return error
    }

    /// The body.
    ///
    /// - Parameter requestID: What the request was called.
    func body(requestID: String?) -> [UInt8] {
        var body: [UInt8] = []
        body.append(utf8: "{\"message\":")
        body.append(jsonString: self.message)
        for (name, value) in [("sqlState", self.sqlState), ("node", self.node), ("requestId", requestID)] {
            guard let value else { continue }
            body.append(utf8: ",\"\(name)\":")
            body.append(jsonString: value)
        }
        body.append(UInt8(ascii: "}"))
        return body
    }

    /// Unknown path, or a path segment that is not what it must be.
    static let notFound = APIError(404, "HTTP 404 Not Found")
    /// A body of another type than JSON.
    static let unsupportedMediaType = APIError(415, "HTTP 415 Unsupported Media Type")
    /// The client takes no type that the call has.
    static let notAcceptable = APIError(406, "HTTP 406 Not Acceptable")

    /// A known path asked with another method.
    static func methodNotAllowed(_ allow: String) -> APIError {
        var error = APIError(405, "HTTP 405 Method Not Allowed")
        error.allow = allow
        return error
    }

    /// The handle's node has ended.
    static func gone(_ node: String) -> APIError {
        var error = APIError(410, "the node that this handle belongs to is gone, and what it held with it")
        error.node = node
        return error
    }

    /// Nobody can tell whether the call was carried out.
    static let outcomeUnknown = APIError(504, "the outcome of this call is unknown: it may have been carried out")
    /// This node may not speak for its sessions now.
    static let noLease = APIError(503, "this node has no contact to the cluster and may not answer for its sessions")
}

extension APIError: CustomStringConvertible {
    /// The status alone: the message may hold SQL text, which does not belong into logs.
    public var description: String {
        "APIError(\(self.status))"
    }
}
