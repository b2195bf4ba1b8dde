/// Reads one JSON document (RFC 8259).
struct JSONReader {
    /// Where and why a text is no JSON.
    struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        var offset: Int
        var reason: String

        var description: String { "\(self.reason) at byte \(self.offset)" }
    }

    /// As deep as answers may nest; beyond it the stack is in danger.
    private static let depthLimit = 200

    private let bytes: [UInt8]
    private var position = 0

    static func read(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipWhiteSpace()
        guard reader.position == bytes.count else { throw reader.failure("more than one value") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var current: UInt8? {
        self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    private func failure(_ reason: String) -> Failure {
        Failure(offset: self.position, reason: reason)
    }

    private mutating func skipWhiteSpace() {
        while let byte = self.current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            self.position += 1
        }
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth < Self.depthLimit else { throw self.failure("values nest too deep") }
        self.skipWhiteSpace()
        switch self.current {
        case UInt8(ascii: "{"): return try self.object(depth: depth)
        case UInt8(ascii: "["): return try self.array(depth: depth)
        case UInt8(ascii: "\""): return .string(try self.string())
        case UInt8(ascii: "t"): return try self.word("true", .boolean(true))
        case UInt8(ascii: "f"): return try self.word("false", .boolean(false))
        case UInt8(ascii: "n"): return try self.word("null", .null)
        default: return try self.number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard self.bytes[self.position...].starts(with: word.utf8) else { throw self.failure("no value") }
        self.position += word.utf8.count
        return value
    }

    /// Takes `byte` after white space, where it is next.
    private mutating func take(_ byte: UInt8) -> Bool {
        self.skipWhiteSpace()
        guard self.current == byte else { return false }
        self.position += 1
        return true
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        self.position += 1
        var members: [JSONValue.Member] = []
        if self.take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            self.skipWhiteSpace()
            guard self.current == UInt8(ascii: "\"") else { throw self.failure("no member name") }
            let name = try self.string()
            guard self.take(UInt8(ascii: ":")) else { throw self.failure("no colon") }
            members.append(.init(name: name, value: try self.value(depth: depth + 1)))
        } while self.take(UInt8(ascii: ","))
        guard self.take(UInt8(ascii: "}")) else { throw self.failure("an object that does not end") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        self.position += 1
        var values: [JSONValue] = []
        if self.take(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            values.append(try self.value(depth: depth + 1))
        } while self.take(UInt8(ascii: ","))
        guard self.take(UInt8(ascii: "]")) else { throw self.failure("an array that does not end") }
        return .array(values)
    }

    private mutating func digits() throws(Failure) {
        let start = self.position
        while let byte = self.current, (0x30...0x39).contains(byte) { self.position += 1 }
        guard self.position > start else { throw self.failure("no value") }
    }

    private mutating func number() throws(Failure) -> JSONValue {
        let start = self.position
        if self.current == UInt8(ascii: "-") { self.position += 1 }
        let first = self.current
        let integer = self.position
        try self.digits()
        guard first != UInt8(ascii: "0") || self.position == integer + 1 else {
            throw self.failure("a number that begins with 0")
        }
        if self.current == UInt8(ascii: ".") {
            self.position += 1
            try self.digits()
        }
        if let byte = self.current, byte | 0x20 == UInt8(ascii: "e") {
            self.position += 1
            if let sign = self.current, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { self.position += 1 }
            try self.digits()
        }
        return .number(String(decoding: self.bytes[start..<self.position], as: UTF8.self))
    }

    private mutating func string() throws(Failure) -> String {
        self.position += 1
        var text: [UInt8] = []
        while let byte = self.current {
            self.position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw self.failure("no UTF-8") }
                return string
            case UInt8(ascii: "\\"): try self.escape(into: &text)
            case 0..<0x20: throw self.failure("a control character")
            default: text.append(byte)
            }
        }
        throw self.failure("a text that does not end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        guard let byte = self.current else { throw self.failure("a text that does not end") }
        self.position += 1
        switch byte {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"):
            var value = try self.hexadecimal()
            if (0xD800..<0xDC00).contains(value), self.bytes[self.position...].starts(with: "\\u".utf8) {
                let start = self.position
                self.position += 2
                let low = try self.hexadecimal()
                if (0xDC00..<0xE000).contains(low) {
                    value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    self.position = start
                }
            }
            // Half a pair is no character.
            text.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
        default: throw self.failure("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        let end = self.position + 4
        guard end <= self.bytes.count,
            self.bytes[self.position..<end].allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let value = UInt32(String(decoding: self.bytes[self.position..<end], as: UTF8.self), radix: 16)
        else { throw self.failure("no four hexadecimal digits") }
        self.position = end
        return value
    }
}
