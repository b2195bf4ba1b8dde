/// A request that is whole.
public struct ClientRequest: Sendable {
    /// The method, such as `GET`.
    public var method: String
    /// The path with its query, such as `/api/v1/sessions?scope=local`.
    public var target: String
    /// The value of `Host`.
    public var host: String
    /// Further fields; `Host` and `Content-Length` are written by the client.
    public var fields: [(name: String, value: String)]
    /// The content.
    public var body: [UInt8]

    /// Creates a request.
    public init(
        _ method: String,
        _ target: String,
        host: String,
        fields: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.host = host
        self.fields = fields
        self.body = body
    }

    /// Whether it changes nothing, as far as its method says (RFC 9110, 9.2.1).
    var isSafe: Bool { ["GET", "HEAD", "OPTIONS"].contains(self.method) }
}

/// An answer that is whole.
public struct ClientResponse: Sendable {
    /// The status.
    public var status: Int
    /// All fields in order; names in lower case.
    public var fields: [(name: String, value: String)]
    /// The content.
    public var body: [UInt8]

    /// The value of the first field of a name.
    ///
    /// - Parameter name: In lower case.
    public subscript(_ name: String) -> String? {
        self.fields.first { $0.name == name }?.value
    }
}
