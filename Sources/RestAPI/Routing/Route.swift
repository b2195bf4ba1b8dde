/// One call: a method on a path, and who answers it.
struct Route: Sendable {
    /// Who answers. Begins on the loop of the request's connection, and stays there.
    typealias Handler = @Sendable (API, Call) async throws -> Answer

    /// Who may call.
    enum Access: Sendable, Hashable {
        /// Anybody.
        case open
        /// Whoever passes ``Authentication``.
        case authenticated
        /// Another node, known by its signature. To all others the path is unknown.
        case node
    }

    let method: Method
    let template: String
    let access: Access
    /// Whether the call has effects that a repetition would have again: no answer to it may say "try again" once it ran.
    let movesSomething: Bool
    /// The type of its answers.
    let produces: String
    let handler: Handler

    /// The template's segments: a word, or `nil` for a variable.
    let segments: [StaticString?]
}

extension Route {
    /// A call of clients.
    static func call(
        _ method: Method,
        _ segments: StaticString?...,
        access: Access = .authenticated,
        movesSomething: Bool? = nil,
        produces: String = "application/json",
        handler: @escaping Handler
    ) -> Route {
        Route(
            method: method,
            template: "/" + segments.map { $0?.description ?? "{}" }.joined(separator: "/"),
            access: access,
            movesSomething: movesSomething ?? (method != .get),
            produces: produces,
            handler: handler,
            segments: segments
        )
    }

    /// Whether a path is of this route's form.
    func matches(_ path: RequestPath) -> Bool {
        guard path.count == self.segments.count else { return false }
        for (index, word) in self.segments.enumerated() {
            if let word, !path.has(word, at: index) { return false }
        }
        return true
    }
}
