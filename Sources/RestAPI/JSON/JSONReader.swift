/// Reads one JSON document (RFC 8259), strictly but for what the contract allows (section 1.2): a leading byte order mark.
struct JSONReader {
    /// How deep arrays and objects may nest: more than any request needs, and no danger to a thread's stack.
    static let deepest = 100

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    /// - Throws: ``APIError`` with status 400.
    static func read(_ bytes: [UInt8]) throws(APIError) -> JSONValue {
        // Checked once for the whole, so that every string in it is valid.
        guard bytes.isValidUTF8 else { throw Self.error("the body is not UTF-8") }
        var reader = JSONReader(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
        reader.skipWhiteSpace()
        guard !reader.isAtEnd else { throw Self.error("the body is empty") }
        let value = try reader.value()
        reader.skipWhiteSpace()
        guard reader.isAtEnd else { throw reader.error("nothing more may follow") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var isAtEnd: Bool {
        self.index == self.bytes.count
    }

    /// The next byte; 0, which begins nothing, at the end.
    private var next: UInt8 {
        self.index < self.bytes.count ? self.bytes[self.index] : 0
    }

    private static func error(_ reason: String) -> APIError {
        APIError(400, "malformed JSON: \(reason)")
    }

    private func error(_ reason: String) -> APIError {
        Self.error("\(reason) at byte \(self.index)")
    }

    private mutating func skipWhiteSpace() {
        while [0x20, 0x09, 0x0A, 0x0D].contains(self.next) { self.index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard self.next == byte, !self.isAtEnd else { return false }
        self.index += 1
        return true
    }

    private mutating func value() throws(APIError) -> JSONValue {
        switch self.next {
        case UInt8(ascii: "{"): return try self.nested { reader throws(APIError) in try reader.object() }
        case UInt8(ascii: "["): return try self.nested { reader throws(APIError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try self.string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try self.number())
        case UInt8(ascii: "t"): return try self.word("true", .boolean(true))
        case UInt8(ascii: "f"): return try self.word("false", .boolean(false))
        case UInt8(ascii: "n"): return try self.word("null", .null)
        default: throw self.error("a value is missing")
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(APIError) -> JSONValue
    ) throws(APIError) -> JSONValue {
        guard self.depth < Self.deepest else { throw self.error("more than \(Self.deepest) levels") }
        self.depth += 1
        self.index += 1
        self.skipWhiteSpace()
        let value = try read(&self)
        self.depth -= 1
        return value
    }

    private mutating func object() throws(APIError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        if self.take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            guard self.next == UInt8(ascii: "\"") else { throw self.error("a member's name is missing") }
            let name = try self.string()
            self.skipWhiteSpace()
            guard self.take(UInt8(ascii: ":")) else { throw self.error("a colon is missing") }
            self.skipWhiteSpace()
            members[name] = try self.value()
            self.skipWhiteSpace()
            if self.take(UInt8(ascii: "}")) { return .object(members) }
            guard self.take(UInt8(ascii: ",")) else { throw self.error("a comma or brace is missing") }
            self.skipWhiteSpace()
        }
    }

    private mutating func array() throws(APIError) -> JSONValue {
        var elements: [JSONValue] = []
        if self.take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try self.value())
            self.skipWhiteSpace()
            if self.take(UInt8(ascii: "]")) { return .array(elements) }
            guard self.take(UInt8(ascii: ",")) else { throw self.error("a comma or bracket is missing") }
            self.skipWhiteSpace()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(APIError) -> JSONValue {
        let end = self.index + word.utf8CodeUnitCount
        guard end <= self.bytes.count, self.bytes[self.index..<end].elementsEqual(word.description.utf8) else {
            throw self.error("a value is missing")
        }
        self.index = end
        return value
    }

    private mutating func number() throws(APIError) -> String {
        let start = self.index
        _ = self.take(UInt8(ascii: "-"))
        let isZero = self.next == UInt8(ascii: "0")
        let digits = self.skipDigits()
        var isRight = digits > 0 && !(isZero && digits > 1)
        if self.take(UInt8(ascii: ".")) { isRight = self.skipDigits() > 0 && isRight }
        if self.take(UInt8(ascii: "e")) || self.take(UInt8(ascii: "E")) {
            if !self.take(UInt8(ascii: "+")) { _ = self.take(UInt8(ascii: "-")) }
            isRight = self.skipDigits() > 0 && isRight
        }
        guard isRight else { throw self.error("a number is malformed") }
        return String(decoding: self.bytes[start..<self.index], as: UTF8.self)
    }

    private mutating func skipDigits() -> Int {
        let start = self.index
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self.next) { self.index += 1 }
        return self.index - start
    }

    private mutating func string() throws(APIError) -> String {
        self.index += 1
        var text: [UInt8] = []
        while true {
            let start = self.index
            while self.next >= 0x20, self.next != UInt8(ascii: "\""), self.next != UInt8(ascii: "\\") {
                self.index += 1
            }
            text.append(contentsOf: self.bytes[start..<self.index])
            if self.take(UInt8(ascii: "\"")) { return String(decoding: text, as: UTF8.self) }
            guard self.take(UInt8(ascii: "\\")) else {
                throw self.error(self.isAtEnd ? "a string does not end" : "a control character stands in a string")
            }
            try self.escape(into: &text)
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(APIError) {
        let byte = self.next
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            self.index += 1
            return text.append(contentsOf: String(Character(try self.scalar())).utf8)
        default: throw self.error("an escape is malformed")
        }
        self.index += 1
    }

    /// What follows `\u`, with the second half of a pair.
    private mutating func scalar() throws(APIError) -> Unicode.Scalar {
        let first = try self.hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, self.take(UInt8(ascii: "\\")), self.take(UInt8(ascii: "u")) else {
            throw self.error("half of a surrogate pair stands alone")
        }
        let second = try self.hexadecimal()
        guard
            (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw self.error("half of a surrogate pair stands alone") }
        return scalar
    }

    private mutating func hexadecimal() throws(APIError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(self.next)).hexDigitValue else {
                throw self.error("an escape is malformed")
            }
            value = value << 4 | UInt32(digit)
            self.index += 1
        }
        return value
    }
}

extension [UInt8] {
    /// Whether the bytes are well-formed UTF-8.
    var isValidUTF8: Bool {
        String(validating: self, as: UTF8.self) != nil
    }
}
