public import JSONTestKit

extension JSON {
    /// What this value lacks of a shape.
    ///
    /// - Parameters:
    ///   - shape: A value in which a leaf is `"string"`, `"number"`, `"boolean"` or `"null"`, or `"="` and a JSON value. An object
    ///     may have more members than its shape.
    ///   - exact: Whether values and numbers of elements must be the same, or types alone.
    public func problems(against shape: JSON, exact: Bool = true) -> [String] {
        self.problems(shape, exact, at: "")
    }

    private func problems(_ shape: JSON, _ exact: Bool, at path: String) -> [String] {
        switch shape {
        case .object(let members):
            guard case .object(let own) = self else {
                // An object in one answer and null in the other is the same member.
                return self == .null && !path.isEmpty ? [] : ["\(path) is no object"]
            }
            return members.sorted { $0.key < $1.key }.flatMap { name, shape -> [String] in
                guard let member = own[name] else { return ["\(path).\(name) is missing"] }
                return member.problems(shape, exact, at: "\(path).\(name)")
            }
        case .array(let elements):
            guard case .array(let own) = self else { return ["\(path) is no array"] }
            return Self.problems(of: own, elements, exact, at: path)
        case .text(let leaf):
            return self.problem(leaf: leaf, exact).map { ["\(path) \($0)"] } ?? []
        default:
            return ["\(path) has no shape"]
        }
    }

    private static func problems(of own: [JSON], _ elements: [JSON], _ exact: Bool, at path: String) -> [String] {
        // A list of sessions is in no order: one of them must fit. So must one line of a log.
        if path.isEmpty || elements.first?.text != nil {
            guard let shape = elements.first else { return [] }
            let all = own.map { $0.problems(shape, exact, at: "\(path)[]") }
            return all.contains([]) ? [] : all.first ?? ["\(path) is empty"]
        }
        guard exact else { return zip(own, elements).flatMap { $0.problems($1, false, at: "\(path)[]") } }
        guard own.count == elements.count else { return ["\(path) has \(own.count) of \(elements.count) elements"] }
        return zip(own, elements).enumerated().flatMap { $1.0.problems($1.1, true, at: "\(path)[\($0)]") }
    }

    private func problem(leaf: String, _ exact: Bool) -> String? {
        guard leaf.hasPrefix("=") else {
            return leaf == "null" || self == .null || self.typeName == leaf
                ? nil : "is a \(self.typeName) and no \(leaf)"
        }
        let wanted = JSON(reading: leaf.dropFirst().utf8)
        if exact { return self == wanted ? nil : "is \(self) and not \(wanted)" }
        let isSame = self.typeName == wanted.typeName || self == .null || wanted == .null
        return isSame ? nil : "is a \(self.typeName) and no \(wanted.typeName)"
    }

    /// `null`, `boolean`, `number`, `string`, `array` or `object`.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .number: "number"
        case .text: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
