import FoundationEssentials

/// A case of `Tests/http1/http1-requests.json`.
struct RequestCase: Decodable, Sendable {
    struct Expectation: Decodable, Sendable {
        /// Of the last answer; with 200 the case is a request like any other.
        var status: [Int]
        /// Whether the connection goes on; `nil` where either is right.
        var keepsAlive: Bool?
        /// How many whole requests it holds.
        var requests: Int
        /// Whether it may be refused by closing alone.
        var close: Bool?

        var isAccepted: Bool { self.status.contains(200) }
    }

    private struct File: Decodable {
        var cases: [RequestCase]
    }

    private struct Octets: Decodable {
        var bytes: String?
        var base64: Data?
        var parts: [Octets]?
        var times: Int?

        var all: [UInt8] {
            let once = self.bytes.map { Array($0.utf8) } ?? self.base64.map { Array($0) } ?? []
            let one = once + (self.parts ?? []).flatMap(\.all)
            return Array(repeatElement(one, count: self.times ?? 1).joined())
        }
    }

    var name: String
    var bytes: [UInt8]
    var methods: [String]
    /// The client ends its side after the last byte.
    var halfClose: Bool
    /// The client waits for 100 before the body.
    var waits: Bool
    var expect: Expectation

    private enum Keys: String, CodingKey {
        case name, methods, halfClose, await, expect
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        self.name = try values.decode(String.self, forKey: .name)
        self.bytes = try Octets(from: decoder).all
        self.methods = try values.decodeIfPresent([String].self, forKey: .methods) ?? []
        self.halfClose = try values.decodeIfPresent(Bool.self, forKey: .halfClose) ?? false
        self.waits = values.contains(.await)
        self.expect = try values.decode(Expectation.self, forKey: .expect)
    }

    static func all() throws -> [RequestCase] {
        let data = try Data(contentsOf: URL(filePath: "\(Command.top)/Tests/http1/http1-requests.json"))
        return try JSONDecoder().decode(File.self, from: data).cases
    }
}
