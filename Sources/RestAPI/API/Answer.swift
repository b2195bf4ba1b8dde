/// What a handler answers: status 200, or an ``APIError`` that it throws instead.
struct Answer {
    /// The body, whole or in pieces.
    enum Body {
        case whole([UInt8])
        /// Gives the next piece, `nil` at the end. An error ends the answer without its end, so that the client notices.
        case pieces(() async throws -> [UInt8]?)
    }

    /// `nil` for an empty body.
    var contentType: String?
    var body: Body
    /// Further fields of the head.
    var fields: [(name: String, value: String)] = []

    /// Nothing, with success.
    static var empty: Answer {
        Answer(contentType: nil, body: .whole([]))
    }

    static func json(_ bytes: [UInt8]) -> Answer {
        Answer(contentType: "application/json", body: .whole(bytes))
    }

    static func json(pieces: @escaping () async throws -> [UInt8]?) -> Answer {
        Answer(contentType: "application/json", body: .pieces(pieces))
    }

    static func text(_ text: String) -> Answer {
        Answer(contentType: "text/plain", body: .whole(Array(text.utf8)))
    }
}
