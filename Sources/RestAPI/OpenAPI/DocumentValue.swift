/// A value of a document that is written as JSON or as YAML. Members keep their order.
enum DocumentValue: Sendable, Hashable {
    /// A member of an object.
    struct Member: Sendable, Hashable {
        var name: String
        var value: DocumentValue

        init(_ name: String, _ value: DocumentValue) {
            self.name = name
            self.value = value
        }
    }

    case null
    case text(String)
    case integer(Int)
    case boolean(Bool)
    case list([DocumentValue])
    case object([Member])

    /// Whether it has no parts, so that it stands on one line.
    var isScalar: Bool {
        switch self {
        case .null, .text, .integer, .boolean: true
        case .list(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        }
    }

    /// A list of texts.
    static func texts(_ texts: [String]) -> DocumentValue {
        .list(texts.map { .text($0) })
    }
}

extension DocumentValue: ExpressibleByStringLiteral {
    init(stringLiteral value: String) {
        self = .text(value)
    }
}

extension DocumentValue: ExpressibleByIntegerLiteral {
    init(integerLiteral value: Int) {
        self = .integer(value)
    }
}

extension DocumentValue: ExpressibleByBooleanLiteral {
    init(booleanLiteral value: Bool) {
        self = .boolean(value)
    }
}

extension DocumentValue: ExpressibleByNilLiteral {
    init(nilLiteral: ()) {
        self = .null
    }
}

extension DocumentValue: ExpressibleByArrayLiteral {
    init(arrayLiteral elements: DocumentValue...) {
        self = .list(elements)
    }
}

extension DocumentValue: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, DocumentValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
