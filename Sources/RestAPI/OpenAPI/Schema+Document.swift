extension Schema {
    /// As OpenAPI 3.0 writes it.
    var document: DocumentValue {
        if case .component(let name) = self.kind {
            // Nothing may stand beside a reference in 3.0; what a component says of itself is enough. Of the ways to say
            // `null` besides, generators of clients know this one.
            let reference: DocumentValue = ["$ref": .text("#/components/schemas/\(name)")]
            return self.isNullable ? ["nullable": true, "allOf": [reference]] : reference
        }
        var members = self.kind.document
        if self.isNullable { members.append(.init("nullable", true)) }
        if let value = self.defaultValue { members.append(.init("default", value)) }
        if let text = self.description { members.append(.init("description", .text(text))) }
        return .object(members)
    }
}

extension Schema.Kind {
    fileprivate var document: [DocumentValue.Member] {
        switch self {
        case .string(let format, let values):
            var members: [DocumentValue.Member] = [.init("type", "string")]
            if let format { members.append(.init("format", .text(format))) }
            if !values.isEmpty { members.append(.init("enum", .texts(values))) }
            return members
        case .integer(let bits, let range):
            var members: [DocumentValue.Member] = [.init("type", "integer"), .init("format", .text("int\(bits)"))]
            if let range {
                members.append(.init("minimum", .integer(range.lowerBound)))
                members.append(.init("maximum", .integer(range.upperBound)))
            }
            return members
        case .number: return [.init("type", "number"), .init("format", "double")]
        case .boolean: return [.init("type", "boolean")]
        case .array(let element): return [.init("type", "array"), .init("items", element.document)]
        case .map(let value): return [.init("type", "object"), .init("additionalProperties", value.document)]
        case .object(let parts):
            var members: [DocumentValue.Member] = [.init("type", "object")]
            let required = parts.filter(\.isRequired).map(\.name)
            if !required.isEmpty { members.append(.init("required", .texts(required))) }
            let properties = parts.map { DocumentValue.Member($0.name, $0.schema.document) }
            members.append(.init("properties", .object(properties)))
            return members
        case .component: return []
        case .scalar:
            return [
                .init("oneOf", [["type": "boolean", "nullable": true], ["type": "number"], ["type": "string"]])
            ]
        }
    }
}
