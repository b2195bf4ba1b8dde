/// What a call takes and what it answers, for the OpenAPI document and for the reference that is made of it.
///
/// Every route that clients may call has one, and none is without its route; a test compares them. Who may call, and the type of
/// the answer, are the route's own to say.
struct CallDescription: Sendable {
    /// A chapter of the reference.
    enum Group: String, Sendable, CaseIterable {
        case sessions = "Sessions"
        case statements = "Statements and metadata"
        case operations = "Operations"
        case node = "Node and cluster"
    }

    /// Where a parameter stands.
    enum Place: String, Sendable {
        case path
        case query
    }

    struct Parameter: Sendable {
        var place: Place
        var name: String
        var schema: Schema
        var description: String
        var example: DocumentValue?
    }

    struct Body: Sendable {
        /// The component that it is.
        var schema: String
        var example: DocumentValue
    }

    /// The body of an answer with status 200.
    enum Success: Sendable {
        case json(Schema, example: DocumentValue)
        case text(String)
        /// The document itself.
        case document
        case nothing
    }

    let method: Method
    /// Below `/api`, variables in braces.
    let path: String
    /// The operation's id, which generated clients take as a function's name.
    let name: String
    let group: Group
    let summary: String
    var details: String
    var parameters: [Parameter]
    var body: Body?
    let success: Success
    /// Whether other nodes are asked too, and are named where they do not answer.
    var asksAllNodes: Bool
    /// What else it answers, and when.
    var failures: [Int: String]

    init(
        _ method: Method,
        _ path: String,
        _ name: String,
        _ group: Group,
        _ summary: String,
        details: String = "",
        parameters: [Parameter] = [],
        body: Body? = nil,
        success: Success,
        asksAllNodes: Bool = false,
        failures: [Int: String] = [:]
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.group = group
        self.summary = summary
        self.details = details
        self.parameters = parameters
        self.body = body
        self.success = success
        self.asksAllNodes = asksAllNodes
        self.failures = failures
    }

    /// The path as a route's template has it.
    var template: String {
        "/api/"
            + self.path.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : String($0) }.joined(separator: "/")
    }

    /// Whether a handle says which node answers.
    var hasHandle: Bool {
        self.path.hasPrefix("/v1/sessions/{") || self.path.hasPrefix("/v1/operations/{")
    }

    /// All of them, in the order of the reference.
    static let all = sessions + statements + metadata + operations + node
}

extension CallDescription.Parameter {
    static let session = CallDescription.Parameter(
        place: .path,
        name: "sessionHandle",
        schema: .handle,
        description: "The session's handle, in either case. Any other text counts as an unknown handle.",
        example: .text(Examples.session)
    )
    static let operation = CallDescription.Parameter(
        place: .path,
        name: "operationHandle",
        schema: .handle,
        description: "The operation's handle, in either case. Any other text counts as an unknown handle.",
        example: .text(Examples.operation)
    )
    static let scope = CallDescription.Parameter(
        place: .query,
        name: "scope",
        schema: .text,
        description: "`local` asks the node that gets the call, and no other. Anything else counts as absent."
    )
}
