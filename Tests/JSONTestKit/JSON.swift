import FoundationEssentials

/// JSON that tests look into: read by the toolchain's reader, not by what is tested.
public enum JSON: Decodable, Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case array([JSON])
    case object([String: JSON])

    /// Reads a text; `.null` where it is no JSON.
    public init(reading text: some Sequence<UInt8>) {
        self = (try? JSONDecoder().decode(JSON.self, from: Data(text))) ?? .null
    }

    /// Takes what there is.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let array = try? value.decode([JSON].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    /// A member; `.null` where there is none.
    public subscript(_ member: String) -> JSON {
        if case .object(let members) = self { members[member] ?? .null } else { .null }
    }

    /// An element; `.null` where there is none.
    public subscript(_ index: Int) -> JSON {
        if case .array(let values) = self, values.indices.contains(index) { values[index] } else { .null }
    }

    /// The text, if it is one.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The truth value, if it is one.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The whole number, if it is one.
    public var integer: Int? {
        if case .integer(let integer) = self { Int(integer) } else { nil }
    }

    /// The elements; none where it is no array.
    public var array: [JSON] {
        if case .array(let values) = self { values } else { [] }
    }

    /// The members' names; none where it is no object.
    public var names: Set<String> {
        if case .object(let members) = self { Set(members.keys) } else { [] }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
    /// A text.
    public init(stringLiteral text: String) {
        self = .text(text)
    }

    /// An object.
    public init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Dictionary(members) { _, last in last })
    }

    /// An array.
    public init(arrayLiteral elements: JSON...) {
        self = .array(elements)
    }
}
