import HTTPCodec
import Handles

/// A JSON object as it is written, member by member, in the order of the calls.
///
/// Each member is one write into memory whose size was reckoned first: an answer of some twenty members is on the path of every
/// status call.
struct JSONObject: ~Copyable {
    private var buffer: ByteBuffer
    private var isFirst = true

    private init() {
        self.buffer = ByteBuffer()
        // Most objects fit: one growth instead of several.
        self.buffer.reserve(1024)
        self.buffer.append(UInt8(ascii: "{"))
    }

    /// The bytes of an object of members.
    static func bytes(_ write: (inout JSONObject) -> Void) -> [UInt8] {
        var object = JSONObject()
        write(&object)
        object.buffer.append(UInt8(ascii: "}"))
        return Array(object.buffer.bytes)
    }

    /// Adds a text or `null`.
    mutating func add(_ name: StaticString, _ value: String?) {
        guard var value else { return self.addNull(name) }
        value.withUTF8 { text in
            let escapes = FieldCursor.escapes(in: text)
            self.member(name, atMost: text.count + escapes + 2) { cursor in
                if escapes == 0 { cursor.write(plain: text) } else { cursor.write(escaping: text) }
            }
        }
    }

    /// Adds a handle's text.
    mutating func add(_ name: StaticString, _ value: Handle) {
        self.member(name, atMost: Handle.textLength + 2) { $0.write(value) }
    }

    /// Adds an integer.
    mutating func add(_ name: StaticString, _ value: some FixedWidthInteger) {
        guard let short = Int64(exactly: value) else { return self.add(name, json: Array(String(value).utf8)) }
        self.member(name, atMost: FieldCursor.longestInteger) { $0.write(decimal: short) }
    }

    /// Adds an integer or `null`.
    mutating func add(_ name: StaticString, _ value: (some FixedWidthInteger)?) {
        guard let value else { return self.addNull(name) }
        self.add(name, value)
    }

    /// Adds a number with a point; it must be finite.
    mutating func add(_ name: StaticString, _ value: Double) {
        self.member(name, atMost: FieldCursor.longestNumber) { $0.write(number: value) }
    }

    /// Adds a truth value.
    mutating func add(_ name: StaticString, _ value: Bool) {
        self.add(name, json: value ? "true" : "false")
    }

    /// Adds `null`.
    mutating func addNull(_ name: StaticString) {
        self.add(name, json: "null")
    }

    /// Adds a value that is JSON already.
    mutating func add(_ name: StaticString, json: StaticString) {
        self.member(name, atMost: json.utf8CodeUnitCount) { $0.write(json) }
    }

    /// Adds a value that is JSON already.
    mutating func add(_ name: StaticString, json: [UInt8]) {
        self.member(name, atMost: 0) { _ in }
        self.buffer.append(json)
    }

    /// Adds an object of members.
    mutating func add(_ name: StaticString, object write: (inout JSONObject) -> Void) {
        self.member(name, atMost: 1) { $0.write(UInt8(ascii: "{")) }
        self.isFirst = true
        write(&self)
        self.buffer.append(UInt8(ascii: "}"))
        self.isFirst = false
    }

    /// Adds an object of texts, in the order of their names.
    mutating func add(_ name: StaticString, _ values: [String: String]) {
        var json = [UInt8(ascii: "{")]
        for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            json.append(jsonString: key)
            json.append(UInt8(ascii: ":"))
            json.append(jsonString: value)
        }
        json.append(UInt8(ascii: "}"))
        self.add(name, json: json)
    }

    /// Adds an array of values, each written by a closure.
    mutating func add<Element>(
        _ name: StaticString,
        _ values: some Sequence<Element>,
        _ write: (Element, inout [UInt8]) -> Void
    ) {
        var json = [UInt8(ascii: "[")]
        for (index, value) in values.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            write(value, &json)
        }
        json.append(UInt8(ascii: "]"))
        self.add(name, json: json)
    }

    /// Writes a comma where one is due, a name, a colon, and what a closure writes, which is at most so many bytes.
    @inline(__always)
    private mutating func member(_ name: StaticString, atMost length: Int, _ write: (inout FieldCursor) -> Void) {
        let isFirst = self.isFirst
        self.isFirst = false
        self.buffer.write(atMost: name.utf8CodeUnitCount + 4 + length) { memory in
            var cursor = FieldCursor(memory)
            if !isFirst { cursor.write(UInt8(ascii: ",")) }
            cursor.write(UInt8(ascii: "\""))
            cursor.write(name)
            cursor.write(UInt8(ascii: "\""))
            cursor.write(UInt8(ascii: ":"))
            write(&cursor)
            return cursor.position - memory
        }
    }
}

extension FieldCursor {
    /// Writes a handle's text, in quotes.
    mutating func write(_ handle: Handle) {
        self.write(UInt8(ascii: "\""))
        handle.write(into: UnsafeMutableRawBufferPointer(start: self.position, count: Handle.textLength))
        self.skip(Handle.textLength)
        self.write(UInt8(ascii: "\""))
    }
}
