import Cluster
public import Forwarding
public import HTTPServer
public import Handles

extension RelayFailure {
    /// What the client is told (design, sections 4 and 7).
    ///
    /// - Parameters:
    ///   - node: This node's incarnation.
    ///   - requestID: What the request is called.
    public func answer(node: Incarnation?, requestID: String) -> HTTPResponse {
        HTTPResponse(Reply(self.error, node: node, requestID: requestID))
    }

    private var error: APIError {
        switch self {
        case .unreachable(let reason):
            APIError(503, "the node that owns the handle cannot be reached: \(reason)")
        case .broken(let reason):
            APIError(503, "the node that owns the handle gave no answer: \(reason)")
        case .notThere:
            APIError(503, "the node that owns the handle does not listen at its address")
        case .outcomeUnknown(let reason):
            APIError(504, "the node that owns the handle gave no answer, and may have done what was asked: \(reason)")
        case .tooSlow:
            APIError(504, "the node that owns the handle did not answer in time")
        case .badAnswer(let reason):
            APIError(502, "the node that owns the handle answered what is no HTTP: \(reason)")
        case .gone(let incarnation):
            APIError.gone(incarnation.description)
        }
    }
}
