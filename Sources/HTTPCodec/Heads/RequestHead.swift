/// A request's head with its bytes, for those who keep it: a copy of what a ``RequestParser`` has read.
public struct RequestHead: Sendable {
    private let bytes: [UInt8]
    private let fields: [HeadField]
    private let methodRange: Range<Int>
    private let targetRange: Range<Int>
    /// The version of the request line.
    public let version: HTTPVersion
    /// Where the body ends.
    public let framing: Framing
    /// Whether the client waits for `100 Continue`.
    public let expectsContinue: Bool

    /// Copies a head.
    ///
    /// - Parameter bytes: The bytes that the parser has read, from the head's first on.
    public init(_ parser: borrowing RequestParser, _ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = Array(bytes[0..<parser.length])
        self.fields = parser.fields
        self.methodRange = parser.methodRange
        self.targetRange = parser.targetRange
        self.version = parser.version
        self.framing = parser.framing
        self.expectsContinue = parser.expectsContinue
    }

    /// The method, as sent.
    public var method: String { self.text(self.methodRange) }

    /// Whether the method is HEAD.
    public var isHead: Bool { self.bytes[self.methodRange].elementsEqual("HEAD".utf8) }

    /// The target, as sent.
    public var target: ArraySlice<UInt8> { self.bytes[self.targetRange] }

    /// All fields in order, names and values as sent.
    public var allFields: [(name: String, value: String)] {
        self.fields.map { (self.text($0.nameRange), self.text($0.valueRange)) }
    }

    /// The value of the first field of a name.
    public subscript(_ name: FieldName) -> String? {
        self.fields.first { $0.name == name }.map { self.text($0.valueRange) }
    }

    /// The value of the first field of a name that ``FieldName`` does not know.
    ///
    /// - Parameter name: In lower case.
    public subscript(named name: String) -> String? {
        self.fields.first { field in
            field.nameRange.count == name.utf8.count
                && self.bytes[field.nameRange].lazy.map(ByteClass.lowercased).elementsEqual(name.utf8)
        }.map { self.text($0.valueRange) }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: self.bytes[range], as: UTF8.self)
    }
}
