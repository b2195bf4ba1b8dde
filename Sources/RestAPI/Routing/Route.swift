/// One call: a method on a path, and who answers it.
final class Route: Sendable {
    /// Who answers, on the loop of the request's connection.
    enum Handler: Sendable {
        /// Reads no body and waits for nothing, so that it needs no task.
        case atOnce(@Sendable (API, Call) throws -> Answer)
        /// Begins in a task on the loop, and stays there.
        case waiting(@Sendable (API, Call) async throws -> Answer)
    }

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

    init(
        _ method: Method,
        _ segments: [StaticString?],
        _ access: Access,
        _ movesSomething: Bool?,
        _ produces: String,
        _ handler: Handler
    ) {
        self.method = method
        self.template = "/" + segments.map { $0?.description ?? "{}" }.joined(separator: "/")
        self.access = access
        self.movesSomething = movesSomething ?? (method != .get)
        self.produces = produces
        self.handler = handler
        self.segments = segments
    }
}

extension Route {
    /// A call that is answered at once.
    static func call(
        _ method: Method,
        _ segments: StaticString?...,
        access: Access = .authenticated,
        movesSomething: Bool? = nil,
        produces: String = "application/json",
        handler: @escaping @Sendable (API, Call) throws -> Answer
    ) -> Route {
        Route(method, segments, access, movesSomething, produces, .atOnce(handler))
    }

    /// A call whose answer waits for a body, for an engine or for others.
    static func call(
        _ method: Method,
        _ segments: StaticString?...,
        access: Access = .authenticated,
        movesSomething: Bool? = nil,
        produces: String = "application/json",
        handler: @escaping @Sendable (API, Call) async throws -> Answer
    ) -> Route {
        Route(method, segments, access, movesSomething, produces, .waiting(handler))
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
