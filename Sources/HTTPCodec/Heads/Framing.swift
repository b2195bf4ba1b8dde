/// Where a message's body ends.
public enum Framing: Sendable, Hashable {
    /// There is no body.
    case none
    /// A number of bytes.
    case length(Int)
    /// Chunks, and then trailers.
    case chunked
    /// Everything until the connection ends; responses only.
    case untilClose

    /// Decides it, for reader, writer and relay alike (RFC 9112, 6.3). What two readers could take in two ways is refused.
    static func ofRequest(_ facts: FieldFacts, version: HTTPVersion) -> Result<Framing, Refusal> {
        if facts.codingCount > 0 {
            if version == .http10 { return .failure(Refusal(400, "Transfer-Encoding in HTTP/1.0")) }
            if facts.lengthCount > 0 { return .failure(Refusal(400, "Transfer-Encoding beside Content-Length")) }
            guard facts.codingCount == 1, facts.isChunked else {
                return .failure(Refusal(501, "a Transfer-Encoding other than chunked"))
            }
            return .success(.chunked)
        }
        guard let length = facts.length else { return .success(.none) }
        if length > 0, version == .http10 {
            return .failure(Refusal(400, "a body in HTTP/1.0"))
        }
        return .success(length == 0 ? .none : .length(length))
    }

    /// Decides it for a response.
    ///
    /// - Parameter isHead: Whether it answers a HEAD.
    static func ofResponse(
        _ facts: FieldFacts,
        version: HTTPVersion,
        status: Int,
        isHead: Bool
    ) -> Result<Framing, Refusal> {
        if facts.codingCount > 0 {
            if version == .http10 { return .failure(Refusal(502, "Transfer-Encoding in HTTP/1.0")) }
            if facts.lengthCount > 0 { return .failure(Refusal(502, "Transfer-Encoding beside Content-Length")) }
            guard facts.codingCount == 1, facts.isChunked else {
                return .failure(Refusal(502, "a Transfer-Encoding other than chunked"))
            }
        }
        if isHead || status < 200 || status == 204 || status == 304 { return .success(.none) }
        if facts.codingCount > 0 { return .success(.chunked) }
        guard let length = facts.length else { return .success(.untilClose) }
        return .success(length == 0 ? .none : .length(length))
    }
}
