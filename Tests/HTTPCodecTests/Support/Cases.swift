import FoundationEssentials
import Testing

/// The cases of `Tests/http1`.
enum Cases {
    struct File<Case: Decodable>: Decodable {
        var cases: [Case]
    }

    /// Octets: text, base64, or parts.
    struct Octets: Decodable, Sendable {
        var bytes: [UInt8]

        private enum Keys: String, CodingKey {
            case bytes, base64, parts, times
        }

        private struct Part: Decodable {
            var octets: Octets
            var times: Int

            init(from decoder: any Decoder) throws {
                self.octets = try Octets(from: decoder)
                let values = try decoder.container(keyedBy: Keys.self)
                self.times = try values.decodeIfPresent(Int.self, forKey: .times) ?? 1
            }
        }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self.bytes = Array(text.utf8)
                return
            }
            let values = try decoder.container(keyedBy: Keys.self)
            if let text = try values.decodeIfPresent(String.self, forKey: .bytes) {
                self.bytes = Array(text.utf8)
            } else if let encoded = try values.decodeIfPresent(Data.self, forKey: .base64) {
                self.bytes = Array(encoded)
            } else {
                let parts = try values.decode([Part].self, forKey: .parts)
                self.bytes = parts.flatMap { part in (0..<part.times).flatMap { _ in part.octets.bytes } }
            }
        }
    }

    /// A request case.
    struct Request: Decodable, Sendable, CustomTestStringConvertible {
        struct Expectation: Decodable, Sendable {
            var status: [Int]
            var close: Bool?
            var keepsAlive: Bool?
            var requests: Int?
            var bodies: [Octets]?
            var targets: [String]?
            var interim: Int?
            var fields: [[String]]?
            var absent: [[String]]?
        }

        var name: String
        var octets: Octets
        var chunks: [Int]?
        var halfClose: Bool?
        var expect: Expectation

        private enum Keys: String, CodingKey {
            case name, chunks, halfClose, expect
        }

        init(from decoder: any Decoder) throws {
            self.octets = try Octets(from: decoder)
            let values = try decoder.container(keyedBy: Keys.self)
            self.name = try values.decode(String.self, forKey: .name)
            self.chunks = try values.decodeIfPresent([Int].self, forKey: .chunks)
            self.halfClose = try values.decodeIfPresent(Bool.self, forKey: .halfClose)
            self.expect = try values.decode(Expectation.self, forKey: .expect)
        }

        var testDescription: String { self.name }
    }

    /// A response case.
    struct Response: Decodable, Sendable, CustomTestStringConvertible {
        struct Expectation: Decodable, Sendable {
            var outcome: String
            var status: Int?
            var body: Octets?
            var reusable: Bool?
            var interim: Int?
            var fields: [[String]]?
        }

        var name: String
        var octets: Octets
        var method: String
        var eof: Bool?
        var requestUnfinished: Bool?
        var expect: Expectation

        private enum Keys: String, CodingKey {
            case name, method, eof, requestUnfinished, expect
        }

        init(from decoder: any Decoder) throws {
            self.octets = try Octets(from: decoder)
            let values = try decoder.container(keyedBy: Keys.self)
            self.name = try values.decode(String.self, forKey: .name)
            self.method = try values.decodeIfPresent(String.self, forKey: .method) ?? "GET"
            self.eof = try values.decodeIfPresent(Bool.self, forKey: .eof)
            self.requestUnfinished = try values.decodeIfPresent(Bool.self, forKey: .requestUnfinished)
            self.expect = try values.decode(Expectation.self, forKey: .expect)
        }

        var testDescription: String { self.name }
    }

    static let requests: [Request] = Self.load("http1-requests")
    static let responses: [Response] = Self.load("http1-responses")

    private static func load<Case: Decodable>(_ name: String) -> [Case] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        do {
            let data = try Data(contentsOf: folder.appending(path: "http1/\(name).json"))
            return try JSONDecoder().decode(File<Case>.self, from: data).cases
        } catch {
            fatalError("Tests/http1/\(name).json: \(error)")
        }
    }
}

/// Ways to cut bytes into pieces.
func splits(of count: Int) -> [[Int]] {
    var ways: [[Int]] = [[]]
    if count < 4096 {
        ways += (1..<max(count, 1)).map { [$0] }
        ways.append(Array(1..<max(count, 1)))
    } else {
        ways += [1, 100, count / 2, count - 1].map { [$0] }
        // Octet by octet at both ends, large pieces between.
        ways.append(Array(1..<400) + stride(from: 400, to: count - 400, by: 1000) + Array(count - 400..<count))
    }
    return ways
}
