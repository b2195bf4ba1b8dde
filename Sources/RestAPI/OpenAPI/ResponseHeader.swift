/// The fields of answers that the document tells of.
enum ResponseHeader: String, CaseIterable {
    case node = "Torii-Node"
    case requestID = "X-Request-Id"
    case unreachableNodes = "Torii-Unreachable-Nodes"
    case retryAfter = "Retry-After"
    case challenge = "WWW-Authenticate"

    /// As a component.
    var document: DocumentValue {
        [
            "description": .text(self.description),
            "schema": ["type": self == .retryAfter ? "integer" : "string"],
        ]
    }

    /// As an answer names it.
    var reference: DocumentValue.Member {
        .init(self.rawValue, ["$ref": .text("#/components/headers/\(self.rawValue)")])
    }

    private var description: String {
        switch self {
        case .node: "The node that answered, by the number of its start; absent before it is in its cluster."
        case .requestID: "What the logs call the request."
        case .unreachableNodes: "The nodes that did not answer, and whose part is missing; absent where all did."
        case .retryAfter: "Seconds after which the same call may succeed. Nothing was done."
        case .challenge: "The scheme that is wanted."
        }
    }
}
