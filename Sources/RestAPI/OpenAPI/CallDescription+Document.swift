extension CallDescription {
    /// As OpenAPI 3.0 writes an operation.
    func document(_ route: Route) -> DocumentValue {
        var members: [DocumentValue.Member] = [
            .init("operationId", .text(self.name)),
            .init("tags", [.text(self.group.rawValue)]),
            .init("summary", .text(self.summary)),
        ]
        if !self.details.isEmpty { members.append(.init("description", .text(self.details))) }
        if !self.parameters.isEmpty { members.append(.init("parameters", .list(self.parameters.map(\.document)))) }
        if let body { members.append(.init("requestBody", body.document)) }
        members.append(.init("responses", .object(self.responses(route))))
        // Either: no credentials are those of `anonymous`.
        members.append(.init("security", route.access == .open ? [] : [[:], ["BasicAuth": []]]))
        return .object(members)
    }

    private func responses(_ route: Route) -> [DocumentValue.Member] {
        let success = DocumentValue.Member("200", self.success(route))
        let failures = self.allFailures(route.access).sorted { $0.key < $1.key }
        return [success] + failures.map { .init(String($0.key), Self.failure($0.key, $0.value)) }
    }

    private func success(_ route: Route) -> DocumentValue {
        var headers = [ResponseHeader.node.reference, ResponseHeader.requestID.reference]
        if self.asksAllNodes { headers.append(ResponseHeader.unreachableNodes.reference) }
        var members: [DocumentValue.Member] = [
            .init("description", self.success.isNothing ? "Done; the body is empty" : .text(self.summary)),
            .init("headers", .object(headers)),
        ]
        if let content = self.success.document {
            members.append(.init("content", .object([.init(route.produces, content)])))
        }
        return .object(members)
    }

    /// By reference, where others fail so too.
    private static func failure(_ status: Int, _ text: String) -> DocumentValue {
        guard let name = SharedFailures.component(status, text) else { return Self.wholeFailure(status, text) }
        return ["$ref": .text("#/components/responses/\(name)")]
    }

    fileprivate static func wholeFailure(_ status: Int, _ text: String) -> DocumentValue {
        var headers = [ResponseHeader.node.reference, ResponseHeader.requestID.reference]
        if status == 429 || status == 503 { headers.append(ResponseHeader.retryAfter.reference) }
        if status == 401 { headers.append(ResponseHeader.challenge.reference) }
        return [
            "description": .text(text),
            "headers": .object(headers),
            "content": ["application/json": ["schema": Schema.component("Error").document]],
        ]
    }
}

extension SharedFailures {
    /// All of them, as components.
    static var document: DocumentValue {
        .object(
            Self.allCases.flatMap { shared in
                shared.texts.sorted { $0.key < $1.key }.map { status, text in
                    DocumentValue.Member(shared.component(status), CallDescription.wholeFailure(status, text))
                }
            }
        )
    }
}

extension CallDescription.Success {
    fileprivate var isNothing: Bool {
        if case .nothing = self { true } else { false }
    }

    /// What stands under the media type; `nil` without a body.
    fileprivate var document: DocumentValue? {
        switch self {
        case .json(let schema, let example): ["schema": schema.document, "example": example]
        case .text(let text): ["schema": ["type": "string"], "example": .text(text)]
        case .document: ["schema": ["type": "object"]]
        case .nothing: nil
        }
    }
}

extension CallDescription.Parameter {
    fileprivate var document: DocumentValue {
        var members: [DocumentValue.Member] = [
            .init("name", .text(self.name)),
            .init("in", .text(self.place.rawValue)),
            .init("required", .boolean(self.place == .path)),
            .init("description", .text(self.description)),
            .init("schema", self.schema.document),
        ]
        if let example { members.append(.init("example", example)) }
        return .object(members)
    }
}

extension CallDescription.Body {
    fileprivate var document: DocumentValue {
        [
            "required": true,
            "content": [
                "application/json": ["schema": Schema.component(self.schema).document, "example": self.example]
            ],
        ]
    }
}
