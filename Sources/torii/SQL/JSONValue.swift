/// A JSON value whose numbers stay as they were sent, digit by digit.
enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order they came; of two with one name both are kept.
    case object([Member])

    struct Member: Sendable, Hashable {
        var name: String
        var value: JSONValue
    }

    var isNull: Bool { self == .null }

    /// A member of an object: the last one with that name.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var integer: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    var array: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    /// Without quotes, for people; nested values as JSON.
    var plainText: String {
        switch self {
        case .null: ""
        case .string(let text): text
        default: self.encoded
        }
    }

    /// As JSON, without white space.
    var encoded: String {
        switch self {
        case .null: "null"
        case .boolean(let isTrue): isTrue ? "true" : "false"
        case .number(let text): text
        case .string(let text): Self.quoted(text)
        case .array(let values): "[\(values.map(\.encoded).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.name)):\($0.value.encoded)" }.joined(separator: ","))}"
        }
    }

    /// A text as JSON (RFC 8259, 7).
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case let other where other.value < 0x20:
                quoted += "\\u00" + (other.value < 0x10 ? "0" : "") + String(other.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// Whether a text is a number of JSON.
    static func isNumber(_ text: String) -> Bool {
        if case .number(let number)? = try? JSONReader.read(Array(text.utf8)) { number == text } else { false }
    }
}
