/// Why a node cannot start: what is wrong, and what to do.
struct ServeError: Error, Sendable, CustomStringConvertible {
    /// In words for the operator. Holds no secret.
    var message: String

    var description: String { self.message }
}
