/// The name of a field. The names are fixed here, so that one thing has one name in all lines.
public struct LogKey: Sendable, Hashable {
    /// As it is written.
    let name: String

    private init(_ name: String) {
        self.name = name
    }

    /// The address of a client or a peer, `host` or `host:port`.
    public static let address = LogKey("address")
    /// How many there are of what the event is about.
    public static let count = LogKey("count")
    /// Bytes of what the event is about.
    public static let bytes = LogKey("bytes")
    /// Lines that found the queue full and were not written.
    public static let dropped = LogKey("dropped")
    /// How long it took; see ``LogValue/duration(_:)``.
    public static let duration = LogKey("duration_ms")
    /// The name of an engine's definition, or of an engine.
    public static let engine = LogKey("engine")
    /// Why it failed, in words that hold no secret and no statement.
    public static let error = LogKey("error")
    /// A node's incarnation, as a decimal number.
    public static let incarnation = LogKey("incarnation")
    /// An HTTP method.
    public static let method = LogKey("method")
    /// A node's name.
    public static let node = LogKey("node")
    /// An operation's handle.
    public static let operation = LogKey("operation")
    /// A path of a request or of a file.
    public static let path = LogKey("path")
    /// A TCP port.
    public static let port = LogKey("port")
    /// What a client asks of the catalog, such as `GetTables`.
    public static let question = LogKey("question")
    /// What the client, or the node that forwarded it, called the request.
    public static let requestID = LogKey("request_id")
    /// The route's template.
    public static let route = LogKey("route")
    /// Rows of a result.
    public static let rows = LogKey("rows")
    /// A session's handle.
    public static let session = LogKey("session")
    /// A state's name.
    public static let state = LogKey("state")
    /// A statement's text. Written at debug only, unless the logger was told otherwise: it may hold users' data.
    public static let statement = LogKey("statement")
    /// An HTTP status.
    public static let status = LogKey("status")
    /// The incarnation that a request is forwarded to.
    public static let target = LogKey("target")
    /// A user's name.
    public static let user = LogKey("user")
    /// The version of Torii.
    public static let version = LogKey("version")
}

/// What a field holds.
public enum LogValue: Sendable, Hashable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    /// Text; quoted and escaped where needed.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// True or false.
    case boolean(Bool)
    /// A time, written as milliseconds with three decimals.
    case duration(Duration)

    /// Text.
    public init(stringLiteral value: String) {
        self = .text(value)
    }

    /// A whole number.
    public init(integerLiteral value: Int) {
        self = .integer(value)
    }

    /// True or false.
    public init(booleanLiteral value: Bool) {
        self = .boolean(value)
    }
}

/// Fields in the order they are written: `[.session: "\(handle)", .rows: .integer(rows)]`.
public struct LogFields: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    struct Field: Sendable, Hashable {
        var key: LogKey
        var value: LogValue
    }

    private(set) var fields: [Field]

    /// Creates fields; of two with one key both are written.
    public init(dictionaryLiteral elements: (LogKey, LogValue)...) {
        self.fields = elements.map { Field(key: $0.0, value: $0.1) }
    }

    /// Adds a field at the end, or nothing for `nil`.
    public mutating func add(_ key: LogKey, _ value: LogValue?) {
        guard let value else { return }
        self.fields.append(Field(key: key, value: value))
    }

    /// Adds fields at the end.
    public mutating func add(_ others: LogFields) {
        self.fields.append(contentsOf: others.fields)
    }
}
