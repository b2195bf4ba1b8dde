/// The methods that routes have. `HEAD` is answered as `GET` without its body.
enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
}
