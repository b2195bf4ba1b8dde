public import JSONTestKit

/// A request, and what its answer must be. `{name}` in a path is a handle that an exchange before it has kept.
public struct Exchange: Decodable, Sendable {
    /// In a table no two have the same, where differences name it.
    public var name: String
    /// HTTP's.
    public var method: String
    /// With its query.
    public var path: String
    /// All fields of the request but those that frame it.
    public var headers: [String: String]
    /// What is sent; `nil` for no body.
    public var body: String?
    /// What the answer must have.
    public var status: Int
    /// What a 200 must hold (``JSON/problems(against:exact:)``); `nil` for anything.
    public var answer: JSON?
    /// The name under which the answer's identifier is kept.
    public var keeps: String?
    /// A state that the operation in the path must be in before the call.
    public var awaits: String?
    /// What the body's text must hold; handles that were kept stand in it as their names in braces.
    public var says: String?
    /// Fields that the answer's head must have; an empty one must not be there.
    public var fields: [String: String]?

    /// An exchange of a table.
    ///
    /// - Parameters:
    ///   - request: Method and path.
    ///   - body: JSON where no header says otherwise.
    public init(
        _ name: String,
        _ request: String,
        _ body: String? = nil,
        headers: [String: String] = [:],
        status: Int = 200,
        answer: JSON? = nil,
        says: String? = nil,
        fields: [String: String]? = nil,
        keeps: String? = nil,
        awaits: String? = nil
    ) {
        let words = request.split(separator: " ", maxSplits: 1).map { String($0) }
        (self.name, self.method, self.path) = (name, words.first ?? "", words.last ?? "")
        (self.body, self.status, self.answer, self.says) = (body, status, answer, says)
        (self.fields, self.keeps, self.awaits) = (fields, keeps, awaits)
        self.headers = body == nil ? headers : ["Content-Type": "application/json"].merging(headers) { $1 }
    }

    /// The path with handles in the place of their names; a name in capitals is a handle in capitals.
    func target(_ handles: [String: String]) -> String {
        var target = self.path
        for (name, handle) in handles {
            target = target.replacing("{\(name)}", with: handle)
            target = target.replacing("{\(name.uppercased())}", with: handle.uppercased())
        }
        return target
    }
}
