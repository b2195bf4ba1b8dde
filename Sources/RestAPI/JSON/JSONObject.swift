/// A JSON object as it is written, member by member, in the order of the calls.
struct JSONObject {
    /// What is written so far.
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// The bytes of an object of members.
    static func bytes(_ write: (inout JSONObject) -> Void) -> [UInt8] {
        var object = JSONObject()
        // Most objects fit: one growth instead of nine.
        object.bytes.reserveCapacity(1024)
        write(&object)
        object.bytes.append(UInt8(ascii: "}"))
        return object.bytes
    }

    /// Adds a text or `null`.
    mutating func add(_ name: StaticString, _ value: String?) {
        self.begin(name)
        if let value {
            self.bytes.append(jsonString: value)
        } else {
            self.bytes.append(utf8: "null")
        }
    }

    /// Adds an integer.
    mutating func add(_ name: StaticString, _ value: some FixedWidthInteger) {
        self.begin(name)
        self.bytes.append(decimal: value)
    }

    /// Adds an integer or `null`.
    mutating func add(_ name: StaticString, _ value: (some FixedWidthInteger)?) {
        if let value {
            self.add(name, value)
        } else {
            self.addNull(name)
        }
    }

    /// Adds a number with a point; it must be finite.
    mutating func add(_ name: StaticString, _ value: Double) {
        self.begin(name)
        self.bytes.append(utf8: value.description)
    }

    /// Adds a truth value.
    mutating func add(_ name: StaticString, _ value: Bool) {
        self.begin(name)
        self.bytes.append(utf8: value ? "true" : "false")
    }

    /// Adds `null`.
    mutating func addNull(_ name: StaticString) {
        self.begin(name)
        self.bytes.append(utf8: "null")
    }

    /// Adds an object of texts, in the order of their names.
    mutating func add(_ name: StaticString, _ values: [String: String]) {
        self.begin(name)
        self.bytes.append(UInt8(ascii: "{"))
        for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
            self.bytes.append(jsonString: key)
            self.bytes.append(UInt8(ascii: ":"))
            self.bytes.append(jsonString: value)
        }
        self.bytes.append(UInt8(ascii: "}"))
    }

    /// Adds an array of values, each written by a closure.
    mutating func add<Element>(
        _ name: StaticString,
        _ values: some Sequence<Element>,
        _ write: (Element, inout [UInt8]) -> Void
    ) {
        self.begin(name)
        self.bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
            write(value, &self.bytes)
        }
        self.bytes.append(UInt8(ascii: "]"))
    }

    /// Adds a value that is JSON already.
    mutating func add(_ name: StaticString, json: [UInt8]) {
        self.begin(name)
        self.bytes.append(contentsOf: json)
    }

    private mutating func begin(_ name: StaticString) {
        if self.bytes.count > 1 { self.bytes.append(UInt8(ascii: ",")) }
        self.bytes.append(UInt8(ascii: "\""))
        self.bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        self.bytes.append(UInt8(ascii: "\""))
        self.bytes.append(UInt8(ascii: ":"))
    }
}
