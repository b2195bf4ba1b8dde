/// A whole answer.
public struct HTTPResponse: Sendable {
    /// The status, 200 to 599.
    public var status: Int
    /// The content's type; `nil` for no such field.
    public var contentType: String?
    /// Further fields. Framing, `Connection` and `Date` are the server's affair.
    public var fields: [(name: String, value: String)]
    /// The content. Left out where the answer must have none (HEAD, 204, 304).
    public var body: [UInt8]

    /// Creates an answer.
    public init(
        status: Int = 200,
        contentType: String? = nil,
        fields: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.fields = fields
        self.body = body
    }
}
