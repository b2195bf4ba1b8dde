/// The members of a request's body, with the conversions of the contract (section 1.2). Unknown members are never looked at.
struct JSONMembers {
    private let members: [String: JSONValue]

    /// - Throws: ``APIError`` with status 400 where the body is no JSON object.
    init(_ body: [UInt8]) throws(APIError) {
        guard case .object(let members) = try JSONReader.read(body) else {
            throw APIError(400, "the body must be a JSON object")
        }
        self.members = members
    }

    /// A text; numbers and booleans become text. `nil` where the member is absent or `null`.
    func string(_ name: String) throws(APIError) -> String? {
        guard let value = self.members[name] else { return nil }
        do {
            return try Self.text(value)
        } catch {
            throw Self.mistyped(name, "a string")
        }
    }

    /// An integer of 32 or 64 bits; fractions are cut off, and a text may hold one. `nil` where it is absent, `null` or empty.
    func integer(_ name: String, bits: Int = 32) throws(APIError) -> Int? {
        let number: Int? =
            switch self.members[name] {
            case nil, .null: nil
            case .number(let text): Int(text) ?? Self.truncated(text)
            case .string(let text) where text.isEmpty: nil
            case .string(let text): Int(text.trimmingSpaces)
            case .boolean, .array, .object: throw Self.mistyped(name, "a number")
            }
        guard let number else {
            switch self.members[name] {
            case nil, .null, .string(""): return nil
            default: throw Self.mistyped(name, "a number of \(bits) bits")
            }
        }
        guard bits == 64 || Int32(exactly: number) != nil else {
            throw Self.mistyped(name, "a number of \(bits) bits")
        }
        return number
    }

    /// A truth value: `true`, `"true"` or a number but 0. False where it is absent, `null` or empty.
    func boolean(_ name: String) throws(APIError) -> Bool {
        switch self.members[name] {
        case nil, .null, .string(""), .string("false"), .string("False"), .string("FALSE"): return false
        case .boolean(let value): return value
        case .string("true"), .string("True"), .string("TRUE"): return true
        case .number(let text):
            guard let number = Int(text) else { throw Self.mistyped(name, "a boolean") }
            return number != 0
        case .string, .array, .object: throw Self.mistyped(name, "a boolean")
        }
    }

    /// An object of texts; empty where it is absent. Members that are `null` count as absent.
    func strings(_ name: String) throws(APIError) -> [String: String] {
        switch self.members[name] {
        case nil, .null, .string(""): return [:]
        case .object(let members):
            var strings: [String: String] = [:]
            for (key, value) in members {
                do {
                    strings[key] = try Self.text(value)
                } catch {
                    throw Self.mistyped("\(name).\(key)", "a string")
                }
            }
            return strings
        case .boolean, .number, .string, .array: throw Self.mistyped(name, "an object")
        }
    }

    /// A list of texts; `nil` where it is absent. Elements that are `null` are left out.
    func stringList(_ name: String) throws(APIError) -> [String]? {
        switch self.members[name] {
        case nil, .null, .string(""): return nil
        case .array(let elements):
            do {
                return try elements.compactMap(Self.text)
            } catch {
                throw Self.mistyped("\(name)[]", "a string")
            }
        case .boolean, .number, .string, .object: throw Self.mistyped(name, "an array of strings")
        }
    }

    private struct NoScalar: Error {}

    private static func text(_ value: JSONValue) throws(NoScalar) -> String? {
        switch value {
        case .null: nil
        case .boolean(let value): value ? "true" : "false"
        case .number(let text), .string(let text): text
        case .array, .object: throw NoScalar()
        }
    }

    private static func truncated(_ text: String) -> Int? {
        guard let number = Double(text), number.magnitude < 0x1p53 else { return nil }
        return Int(number)
    }

    private static func mistyped(_ name: String, _ wanted: String) -> APIError {
        APIError(400, "the member \(name) must be \(wanted)")
    }
}

extension String {
    /// Without spaces at either end.
    fileprivate var trimmingSpaces: Substring {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
